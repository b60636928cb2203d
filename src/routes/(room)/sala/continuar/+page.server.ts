import { goOnActions, loadGoOn, patientDoor } from '../../go-on.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => loadGoOn(event, patientDoor);
export const actions: Actions = goOnActions(patientDoor);
