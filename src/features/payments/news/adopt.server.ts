import { holdLastsUntil } from '#domain/prepayment.ts';
import type { MoneyState } from '#ports/cards.ts';
import type { Tx, World } from '#ports/world.ts';

/**
 * Money that moved for an appointment of ours and stands in no row: the database was restored from a copy, and the
 * provider knows better (Y5, fault 56). It gets its row back under its own id, so that nothing is taken a second time.
 * False for what is not ours, or where its row is there and its own news are still to come.
 */
export async function adoptMoney(world: Pick<World, 'clock' | 'announce'>, tx: Tx, state: MoneyState): Promise<boolean> {
  if (!state.about) return false;
  const { operationId, appointmentId } = state.about;
  const appointment = await tx
    .selectFrom('appointments')
    .select(['id', 'currency', 'payment'])
    .where('id', '=', appointmentId)
    .forUpdate()
    .executeTakeFirst();
  if (!appointment) return false;
  const known = await tx.selectFrom('payments').select('id').where('id', '=', operationId).executeTakeFirst();
  if (known) return false;
  if (state.status !== 'taken' && state.status !== 'held') return true;
  const now = world.clock.now();
  const taken = state.status === 'taken';
  const whole = taken && state.refundedCents >= state.takenCents;
  await tx
    .insertInto('payments')
    .values({
      id: operationId,
      appointment_id: appointmentId,
      kind: taken ? 'charge' : 'hold',
      status: whole ? 'refunded' : 'done',
      amount_cents: taken ? state.takenCents : state.amountCents,
      refunded_cents: state.refundedCents,
      refund_due_cents: state.refundedCents,
      currency: appointment.currency,
      intent_id: state.intentId,
      created_at: now,
      settled_at: now,
      ...(taken ? {} : { held_until: holdLastsUntil(now) }),
    })
    .execute();
  if (!taken) return true;
  await tx
    .updateTable('appointments')
    .set({ payment: whole ? 'refunded' : 'paid' })
    .where('id', '=', appointmentId)
    .execute();
  await world.announce(tx, { type: 'money-taken', appointmentId, paymentId: operationId });
  return true;
}
