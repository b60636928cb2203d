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

/** Forgets what was typed into bookings that were never finished: nobody's patient, a day later (G3). */
export async function forgetUnprovedPeople(world: Pick<World, 'as' | 'clock' | 'log'>): Promise<void> {
  const dayAgo = new Date(world.clock.now().getTime() - 86_400_000);
  await world.as(system, async (tx) => {
    const abandoned = await tx
      .updateTable('appointments')
      .set({ person_id: null, patient_name: '––', patient_email: null, patient_mobile: null, reason_sealed: null })
      .where('status', '=', 'expired')
      .where('person_id', 'is not', null)
      .where('created_at', '<', dayAgo)
      .returning('id')
      .execute();
    const orphans = tx
      .deleteFrom('people')
      .where('account_id', 'is', null)
      .where('entered_by_specialist_id', 'is', null)
      .where('created_at', '<', dayAgo)
      .where(({ not, exists, selectFrom }) => not(exists(selectFrom('appointments').select('id').whereRef('person_id', '=', 'people.id'))));
    await orphans.execute();
    if (abandoned.length > 0) world.log.info({ count: abandoned.length }, 'forgot abandoned bookings');
  });
}
