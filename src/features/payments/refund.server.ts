import type { Actor } from '#domain/people.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import { may } from '#domain/permissions.ts';
import { sql } from 'kysely';
import type { Tx, World } from '#ports/world.ts';

/** The charge that pays for an appointment: one that goes back whole, as the second of two pages does, no longer does (Y5). */
export function findStandingCharge(tx: Tx, appointmentId: string) {
  return tx
    .selectFrom('payments')
    .selectAll()
    .where('appointment_id', '=', appointmentId)
    .where('kind', '=', 'charge')
    .where('status', '=', 'done')
    .where('amount_cents', '>', (eb) => eb.ref('refund_due_cents'))
    .orderBy('settled_at')
    .orderBy('id')
    .limit(1);
}

/** Writes down that `backCents` of a payment go back in all; less than is owed already, or more than was paid, changes nothing beyond. */
export async function owe(tx: Tx, paymentId: string, backCents: number): Promise<void> {
  await tx
    .updateTable('payments')
    .set({ refund_due_cents: sql<number>`greatest(refund_due_cents, least(amount_cents, ${backCents}::integer))` })
    .where('id', '=', paymentId)
    .where('status', 'in', ['done', 'refunded'])
    .execute();
}

/** Owes back `backCents` of a payment in all, from this transaction on; the job carries it out. */
export async function oweBack(world: Pick<World, 'queue'>, tx: Tx, paymentId: string, backCents: number): Promise<void> {
  if (backCents <= 0) return;
  await owe(tx, paymentId, backCents);
  await world.queue.enqueue(tx, 'refund-payment', [{ paymentId, amountCents: backCents }]);
}

/**
 * The specialist gives back part or all of what was paid, in one press (Y5).
 * Refuses `not-found`, `not-allowed` to anybody else, `payment-not-possible` (nothing was paid), `price-invalid`.
 */
export async function giveBack(
  world: Pick<World, 'as' | 'queue'>,
  actor: Actor,
  input: { appointmentId: string; amountCents: number },
): Promise<Result<null>> {
  if (!may(actor, 'take-money')) return refuse('not-allowed');
  return world.as(actor, async (tx) => {
    const row = await tx.selectFrom('appointments').select('id').where('id', '=', input.appointmentId).executeTakeFirst();
    if (!row) return refuse('not-found');
    const paid = await findStandingCharge(tx, input.appointmentId).forUpdate().executeTakeFirst();
    if (!paid) return refuse('payment-not-possible');
    const total = paid.refund_due_cents + input.amountCents;
    if (!Number.isInteger(input.amountCents) || input.amountCents <= 0 || total > paid.amount_cents)
      return refuse('price-invalid');
    await oweBack(world, tx, paid.id, total);
    return success(null);
  });
}
