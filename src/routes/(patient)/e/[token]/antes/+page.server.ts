import { earlierActions, loadEarlier } from '../../../earlier.server.ts';
import { linkPlace } from '../../../place.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => loadEarlier(await linkPlace(event), event);
export const actions: Actions = earlierActions(linkPlace);
