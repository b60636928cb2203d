import { applicationsCsv } from '#features/operator/applications/queue.server.ts';
import { csvAnswer, operatorDoor } from '../../../operator.server.ts';
import type { RequestHandler } from './$types';

/** The same list for a spreadsheet. */
export const GET: RequestHandler = async (event) => {
  const query = event.url.searchParams;
  const asked = { words: query.get('q') ?? '', state: query.get('estado') ?? '' };
  return csvAnswer('solicitudes', await applicationsCsv(event.locals.world, operatorDoor(event), asked, event.locals.locale));
};
