import { callRatingActions, loadCallRating } from '../../../call-rating.server.ts';
import { specialistDoor } from '../../../go-on.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => ({ view: await loadCallRating(event, specialistDoor) });

export const actions: Actions = callRatingActions(specialistDoor);
