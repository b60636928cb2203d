import { refuse, success } from '#domain/result.ts';
import { listPaymentsOperation as operation } from '#features/api/operations/appointments.server.ts';
import { listPayments } from '#features/payments/queries.server.ts';
import { findListedAppointment } from '#features/schedule/appointment-list.server.ts';
import { answer, otherwise, practiceActor } from '../../../../door.server.ts';

export const GET = answer(operation, async ({ world, actor: who, params }) => {
  const actor = practiceActor(who);
  if (!actor || !(await findListedAppointment(world, actor, params.id))) return refuse('not-found');
  const rows = await listPayments(world, actor, params.id);
  const items = rows.map(({ currency, ...row }) => ({
    kind: row.kind,
    status: row.status,
    amount: { cents: row.amountCents, currency },
    refunded: { cents: row.refundedCents, currency },
    settledAt: row.settledAt?.toISOString() ?? null,
  }));
  return success({ body: { items } });
});
export const fallback = otherwise(operation);
