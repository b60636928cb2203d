import type { Tx, World } from '#ports/world.ts';

const system = { kind: 'system', job: 'reconcile-checkouts' } as const;
const askAgainMinutes = 5;
const atATime = 50;

/**
 * What no event told us (Y5, quality 72): open pages are asked about every 5 minutes, holds, charges and
 * refunds whose call was lost are queued again.
 */
export async function reconcileCheckouts(world: Pick<World, 'as' | 'clock' | 'queue'>): Promise<void> {
  const now = world.clock.now();
  const since = new Date(now.getTime() - askAgainMinutes * 60_000);
  await world.as(system, async (tx) => {
    const silent = await tx
      .updateTable('payments')
      .set({ asked_at: now })
      .where('id', 'in', (eb) =>
        eb
          .selectFrom('payments')
          .select('id')
          .where((either) =>
            either.or([
              either('status', '=', 'open'),
              either.and([either('kind', '=', 'hold'), either('status', '=', 'done'), either('take_cents', 'is not', null)]),
              either.and([either('refund_due_cents', '>', either.ref('refunded_cents')), either('failure', 'is', null)]),
            ]),
          )
          .where((either) => either(either.fn.coalesce('asked_at', 'created_at'), '<=', since))
          .limit(atATime)
          .forUpdate()
          .skipLocked(),
      )
      .returning(['id', 'kind', 'status', 'checkout_id', 'amount_cents', 'refund_due_cents', 'appointment_id'])
      .execute();
    const ended = new Set(
      await endedOf(
        tx,
        silent.map((row) => row.appointment_id),
      ),
    );
    const pages = silent.flatMap((row) =>
      row.status === 'open' && row.checkout_id ? [{ checkoutId: row.checkout_id, over: ended.has(row.appointment_id) }] : [],
    );
    const lostCharges = silent.filter((row) => row.status === 'open' && row.kind === 'charge' && !row.checkout_id);
    const lostHolds = silent.filter((row) => row.status === 'open' && row.kind === 'hold' && !row.checkout_id);
    const takenHolds = silent.filter((row) => row.status !== 'open' && row.kind === 'hold');
    const lostRefunds = silent.filter((row) => row.status !== 'open' && row.kind === 'charge');
    await world.queue.enqueue(
      tx,
      'settle-checkout',
      pages.filter((page) => !page.over).map(({ checkoutId }) => ({ checkoutId })),
    );
    await world.queue.enqueue(
      tx,
      'expire-checkout',
      pages.filter((page) => page.over).map(({ checkoutId }) => ({ checkoutId })),
    );
    await world.queue.enqueue(
      tx,
      'charge-saved-card',
      lostCharges.map((row) => ({ paymentId: row.id, amountCents: row.amount_cents })),
    );
    await world.queue.enqueue(
      tx,
      'hold-card',
      lostHolds.map(({ id }) => ({ paymentId: id })),
    );
    await world.queue.enqueue(
      tx,
      'take-hold',
      takenHolds.map(({ id }) => ({ paymentId: id })),
    );
    await world.queue.enqueue(
      tx,
      'refund-payment',
      lostRefunds.map((row) => ({ paymentId: row.id, amountCents: row.refund_due_cents })),
    );
  });
}

/** Holds that a later booking swept away tell nobody; their pages are found here. */
async function endedOf(tx: Tx, appointmentIds: string[]): Promise<string[]> {
  if (appointmentIds.length === 0) return [];
  const rows = await tx
    .selectFrom('appointments')
    .select('id')
    .where('id', 'in', appointmentIds)
    .where('status', 'in', ['cancelled', 'expired'])
    .execute();
  return rows.map((row) => row.id);
}
