import { sql } from 'kysely';
import type { World } from '#ports/world.ts';

const system = { kind: 'system', job: 'messages' } as const;
/** Of one pass, so that what waits in the queue is sent within its lease. */
const batch = 500;
/** Machine time that a queued message may wait for a worker before it is queued anew. */
const queuedLeaseMs = 60_000;

/**
 * Claims what is due and queues it, in one transaction: codes first, then by the hour (M6). Any number of processes
 * may do so at once; each row is claimed by one.
 */
export async function queueDueMessages(world: World): Promise<void> {
  const leaseUntil = new Date(world.clock.machineNow().getTime() + queuedLeaseMs);
  await world.as(system, async (tx) => {
    const due = tx
      .selectFrom('messages')
      .select('id')
      .where('status', '=', 'planned')
      .where('due_at', '<=', world.clock.now())
      .orderBy(sql`code_id is null`)
      .orderBy('due_at')
      .limit(batch)
      .forUpdate()
      .skipLocked();
    const claimed = await tx
      .updateTable('messages')
      .set({ status: 'queued', lease_until: leaseUntil })
      .where('id', 'in', due)
      .returning(['id', 'due_at'])
      .execute();
    claimed.sort((a, b) => a.due_at.getTime() - b.due_at.getTime());
    await world.queue.enqueue(
      tx,
      'send-message',
      claimed.map(({ id }) => ({ messageId: id })),
    );
  });
}

/**
 * Plans again what a worker took and never finished (quality 62). Whether it left all the same is looked up at the
 * provider before the second try: such a row keeps `sent_at` (`send.server.ts`).
 */
export async function sweepMessages(world: Pick<World, 'as' | 'clock'>): Promise<void> {
  await world.as(system, (tx) =>
    tx
      .updateTable('messages')
      .set({ status: 'planned', lease_until: null })
      .where('status', 'in', ['queued', 'sending'])
      .where('lease_until', '<', world.clock.machineNow())
      .execute(),
  );
}
