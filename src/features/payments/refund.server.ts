import type { Actor } from '#domain/people.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import { may } from '#domain/permissions.ts';
import type { World } from '#ports/world.ts';

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
    const paid = await tx
      .selectFrom('payments')
      .selectAll()
      .where('appointment_id', '=', input.appointmentId)
      .where('kind', '=', 'charge')
      .where('status', '=', 'done')
      .where('amount_cents', '>', 0)
      .forUpdate()
      .executeTakeFirst();
    if (!paid) return refuse('payment-not-possible');
    const total = paid.refund_due_cents + input.amountCents;
    if (!Number.isInteger(input.amountCents) || input.amountCents <= 0 || total > paid.amount_cents)
      return refuse('price-invalid');
    await tx.updateTable('payments').set({ refund_due_cents: total }).where('id', '=', paid.id).execute();
    await world.queue.enqueue(tx, 'refund-payment', [{ paymentId: paid.id, amountCents: total }]);
    return success(null);
  });
}
