import { readToday } from '#features/operator/today.server.ts';
import { operatorDoor } from '../operator.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => ({ today: await readToday(event.locals.world, operatorDoor(event)) });
