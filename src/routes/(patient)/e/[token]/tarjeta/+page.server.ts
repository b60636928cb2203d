import { cardActions, loadCard } from '../../../card.server.ts';
import { linkPlace } from '../../../place.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => loadCard(await linkPlace(event));
export const actions: Actions = cardActions(linkPlace);
