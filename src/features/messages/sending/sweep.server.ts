import type { World } from '#ports/world.ts';

/**
 * Plans again what a worker took and never finished (quality 62). Whether it left all the same is looked up at the
 * provider before the second try: such a row keeps `sent_at` (`send.server.ts`).
 */
export async function sweepMessages(world: Pick<World, 'as' | 'clock'>): Promise<void> {
  await world.as({ kind: 'system', job: 'messages' }, (tx) =>
    tx
      .updateTable('messages')
      .set({ status: 'planned', lease_until: null })
      .where('id', 'in', (eb) =>
        eb
          .selectFrom('messages')
          .select('id')
          .where('status', '=', 'sending')
          .where('lease_until', '<', world.clock.machineNow())
          // A worker that stands still in the middle of writing keeps its rows and holds up nobody else's.
          .forUpdate()
          .skipLocked(),
      )
      .execute(),
  );
}
