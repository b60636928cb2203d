import { cancelActions, loadCancel } from '../../../../change.server.ts';
import { linkPlace } from '../../../../place.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => loadCancel(await linkPlace(event), event.locals);
export const actions: Actions = cancelActions(linkPlace);
