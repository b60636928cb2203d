import { cancelActions, loadCancel } from '../../../change.server.ts';
import { ownPlace } from '../../../place.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => loadCancel(await ownPlace(event), event.locals);
export const actions: Actions = cancelActions(ownPlace);
