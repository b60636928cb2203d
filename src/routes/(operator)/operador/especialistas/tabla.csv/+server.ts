import { specialistsCsv } from '#features/operator/specialists/list.server.ts';
import { csvAnswer, operatorDoor } from '../../../operator.server.ts';
import type { RequestHandler } from './$types';

/** The same list for a spreadsheet. */
export const GET: RequestHandler = async (event) => {
  const query = event.url.searchParams;
  const asked = { words: query.get('q') ?? '', state: query.get('estado') ?? '' };
  return csvAnswer('especialistas', await specialistsCsv(event.locals.world, operatorDoor(event), asked, event.locals.locale));
};
