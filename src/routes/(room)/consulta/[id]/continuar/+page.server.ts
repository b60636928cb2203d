import { goOnActions, loadGoOn, specialistDoor } from '../../../go-on.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => loadGoOn(event, specialistDoor);
export const actions: Actions = goOnActions(specialistDoor);
