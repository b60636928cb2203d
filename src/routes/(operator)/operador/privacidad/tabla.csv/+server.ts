import { requestsCsv } from '#features/operator/requests/requests.server.ts';
import { csvAnswer, operatorDoor } from '../../../operator.server.ts';
import type { RequestHandler } from './$types';

/** The same list for a spreadsheet. */
export const GET: RequestHandler = async (event) => {
  const query = event.url.searchParams;
  const asked = { words: query.get('q') ?? '', only: query.get('estado') === 'todas' ? ('all' as const) : ('open' as const) };
  return csvAnswer('privacidad', await requestsCsv(event.locals.world, operatorDoor(event), asked, event.locals.locale));
};
