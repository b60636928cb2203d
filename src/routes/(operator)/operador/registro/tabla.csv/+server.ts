import { logCsv } from '#features/operator/log/search.server.ts';
import { logAsked } from '../../../log-asked.server.ts';
import { csvAnswer, operatorDoor } from '../../../operator.server.ts';
import type { RequestHandler } from './$types';

/** What was found, for a spreadsheet. */
export const GET: RequestHandler = async (event) => {
  const { world, locale } = event.locals;
  return csvAnswer('registro', await logCsv(world, operatorDoor(event), { ...logAsked(event.url.searchParams), before: null }, locale));
};
