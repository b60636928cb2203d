import type { Change } from '#domain/changes.ts';
import type { Tx, World } from '#ports/world.ts';

/** A hold that ended or an appointment cancelled leaves no page open on which it could still be paid (B4). */
export async function closeCheckouts(world: Pick<World, 'queue'>, tx: Tx, change: Change): Promise<void> {
  if (!('appointmentId' in change)) return;
  const open = await tx
    .selectFrom('payments')
    .select('checkout_id')
    .where('appointment_id', '=', change.appointmentId)
    .where('status', '=', 'open')
    .where('checkout_id', 'is not', null)
    .execute();
  await world.queue.enqueue(
    tx,
    'expire-checkout',
    open.flatMap(({ checkout_id }) => (checkout_id ? [{ checkoutId: checkout_id }] : [])),
  );
}
