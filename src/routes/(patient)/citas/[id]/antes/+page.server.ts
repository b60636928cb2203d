import { earlierActions, loadEarlier } from '../../../earlier.server.ts';
import { ownPlace } from '../../../place.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => loadEarlier(await ownPlace(event), event);
export const actions: Actions = earlierActions(ownPlace);
