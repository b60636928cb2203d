import type { World } from '#ports/world.ts';
import { adoptMoney } from './adopt.server.ts';
import { keepTaken } from '../card/take-hold.server.ts';

type Settling = Pick<World, 'as' | 'clock' | 'cards' | 'announce' | 'log'>;

const system = { kind: 'system', job: 'settle-money' } as const;

/**
 * What became of money outside this product: taken, let go of or given back on the provider's own pages, or a refund
 * that the bank sent back. The provider's word counts (Y5); asking any number of times ends in the same state.
 * False where it belongs to no payment of ours, or none that we know of yet.
 */
export async function settleMoney(world: Settling, intentId: string): Promise<boolean> {
  let known = false;
  const taken = await world.as(system, async (tx) => {
    const row = await tx.selectFrom('payments').selectAll().where('intent_id', '=', intentId).forUpdate().executeTakeFirst();
    known = row !== undefined;
    // Asked under the lock: an answer from before our own refund would look like one sent back.
    const state = await world.cards.readMoney(intentId);
    if (!row && state) known = await adoptMoney(world, tx, state);
    if (!row || !state) return null;
    if (row.kind === 'hold') {
      if (state.status === 'taken') return { holdId: row.id, takenCents: state.takenCents, feeCents: row.fee_cents };
      // What was decided on it is made good by whoever takes it.
      if (state.status === 'gone' && row.status === 'done' && row.take_cents === null) {
        await tx
          .updateTable('payments')
          .set({ status: 'expired', failure: row.failure ?? 'gone' })
          .where('id', '=', row.id)
          .execute();
      }
      return null;
    }
    if (row.kind !== 'charge' || state.refundedCents === row.refunded_cents) return null;
    const back = Math.min(state.refundedCents, row.amount_cents);
    const more = back - row.refunded_cents;
    const whole = back === row.amount_cents;
    await tx
      .updateTable('payments')
      .set({
        refunded_cents: back,
        refund_due_cents: more > 0 ? Math.max(row.refund_due_cents, back) : row.refund_due_cents,
        status: whole ? 'refunded' : 'done',
        ...(more < 0 ? { failure: 'refund-returned' } : {}),
      })
      .where('id', '=', row.id)
      .execute();
    await tx
      .updateTable('appointments')
      .set({ payment: whole ? 'refunded' : 'paid' })
      .where('id', '=', row.appointment_id)
      .where('payment', 'in', ['paid', 'refunded'])
      .execute();
    if (more > 0)
      await world.announce(tx, {
        type: 'money-given-back',
        appointmentId: row.appointment_id,
        paymentId: row.id,
        backCents: more,
      });
    else world.log.error({ paymentId: row.id }, 'refund sent back by the bank');
    return null;
  });
  if (taken) await keepTaken(world, taken);
  return known;
}
