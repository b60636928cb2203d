import { cardActions, loadCard } from '../../../card.server.ts';
import { ownPlace } from '../../../place.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => loadCard(await ownPlace(event));
export const actions: Actions = cardActions(ownPlace);
