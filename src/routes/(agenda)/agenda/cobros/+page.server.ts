import { readPaymentList } from '#features/payments/pages/payment-list.server.ts';
import { practiceDoor } from '../../practice.server.ts';
import type { PageServerLoad } from './$types';

/** The practice's money of one month, narrowed by state and patient. */
export const load: PageServerLoad = async (event) => {
  event.depends('agenda:live');
  const { actor, practice } = await practiceDoor(event);
  const { world, locale } = event.locals;
  const query = event.url.searchParams;
  const asked = { month: query.get('mes') ?? '', state: query.get('estado') ?? '', patient: (query.get('paciente') ?? '').slice(0, 80), lines: Number(query.get('lineas') ?? 0) };
  return { list: await readPaymentList(world, actor, practice, asked, locale) };
};
