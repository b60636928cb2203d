import { paymentCsv } from '#features/payments/pages/payment-list.server.ts';
import { practiceDoor } from '../../../practice.server.ts';
import type { RequestHandler } from './$types';

/** The same list for a spreadsheet. */
export const GET: RequestHandler = async (event) => {
  const { actor, practice } = await practiceDoor(event);
  const { world, locale } = event.locals;
  const query = event.url.searchParams;
  const asked = { month: query.get('mes') ?? '', state: query.get('estado') ?? '', patient: (query.get('paciente') ?? '').slice(0, 80) };
  const { month, body } = await paymentCsv(world, actor, practice, asked, locale);
  return new Response(body, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="cobros-${month}.csv"`,
      'cache-control': 'no-store',
    },
  });
};
