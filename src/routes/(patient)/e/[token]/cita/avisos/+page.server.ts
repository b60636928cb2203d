import { loadNotices, noticesActions } from '../../../../notices.server.ts';
import { linkPlace } from '../../../../place.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => loadNotices(await linkPlace(event), event);
export const actions: Actions = noticesActions(linkPlace);
