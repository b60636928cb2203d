import { moveActions, loadMove } from '../../../change.server.ts';
import { ownPlace } from '../../../place.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => ({
  ...(await loadMove(await ownPlace(event), event.locals)),
  chosenDay: event.url.searchParams.get('dia'),
});
export const actions: Actions = moveActions(ownPlace);
