import { calendarAnswer } from '../../../calendar.server.ts';
import { ownPlace } from '../../../place.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => calendarAnswer(await ownPlace(event), event.locals);
