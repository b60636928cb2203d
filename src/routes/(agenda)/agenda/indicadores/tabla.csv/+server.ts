import { indicatorsCsv } from '#features/indicators/indicators.server.ts';
import { practiceDoor } from '../../../practice.server.ts';
import type { RequestHandler } from './$types';

/** Twelve months for a spreadsheet. */
export const GET: RequestHandler = async (event) => {
  const { actor, practice } = await practiceDoor(event);
  const { world, locale } = event.locals;
  const whose = { specialistId: practice.id, zone: practice.zone };
  const { month, body } = await indicatorsCsv(world, actor, whose, event.url.searchParams.get('mes') ?? '', locale);
  return new Response(body, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="indicadores-${month}.csv"`,
      'cache-control': 'no-store',
    },
  });
};
