import { operatorZone } from '#features/operator/operator-zone.ts';
import { indicatorsCsv } from '#features/indicators/indicators.server.ts';
import { csvAnswer, operatorDoor } from '../../../operator.server.ts';
import type { RequestHandler } from './$types';

/** Twelve months of all practices for a spreadsheet. */
export const GET: RequestHandler = async (event) => {
  const actor = operatorDoor(event);
  const { world, locale } = event.locals;
  const whose = { specialistId: null, zone: operatorZone };
  const { month, body } = await indicatorsCsv(world, actor, whose, event.url.searchParams.get('mes') ?? '', locale);
  return csvAnswer(`indicadores-${month}`, body);
};
