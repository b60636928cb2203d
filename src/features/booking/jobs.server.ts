import type { World } from '#ports/world.ts';

const system = { kind: 'system', job: 'expire-holds' } as const;

/** Frees the holds whose time is over (B4). */
export async function expireHolds(world: Pick<World, 'as' | 'clock' | 'announce'>): Promise<void> {
  const now = world.clock.now();
  await world.as(system, async (tx) => {
    const expired = await tx
      .updateTable('appointments')
      .set({ status: 'expired', hold_expires_at: null })
      .where('status', '=', 'held')
      .where('hold_expires_at', '<=', now)
      .returning('id')
      .execute();
    for (const { id } of expired) await world.announce(tx, { type: 'hold-ended', appointmentId: id });
  });
}
