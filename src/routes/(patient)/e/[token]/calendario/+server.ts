import { calendarAnswer } from '../../../calendar.server.ts';
import { linkPlace } from '../../../place.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => calendarAnswer(await linkPlace(event), event.locals);
