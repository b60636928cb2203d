import { loadNotices, noticesActions } from '../../../notices.server.ts';
import { ownPlace } from '../../../place.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => loadNotices(await ownPlace(event), event);
export const actions: Actions = noticesActions(ownPlace);
