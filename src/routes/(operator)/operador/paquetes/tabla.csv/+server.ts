import { packagesCsv } from '#features/operator/specialists/packages.server.ts';
import { csvAnswer, operatorDoor } from '../../../operator.server.ts';
import type { RequestHandler } from './$types';

/** The same list for a spreadsheet. */
export const GET: RequestHandler = async (event) => {
  const words = event.url.searchParams.get('q') ?? '';
  return csvAnswer('paquetes', await packagesCsv(event.locals.world, operatorDoor(event), words, event.locals.locale));
};
