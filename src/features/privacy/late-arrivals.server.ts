import { sql } from 'kysely';
import type { World } from '#ports/world.ts';

/**
 * Lets go of what was on its way to an account in the moment in which it was erased (G1): a booking that was being confirmed waits for
 * the erasure and then stands, as that of somebody without an account; a session that opened ends. A due task of every hour.
 */
export async function letLateArrivalsGo(world: Pick<World, 'as' | 'clock'>): Promise<void> {
  const now = world.clock.now();
  const erased = sql`(select id from accounts where erased_at > ${new Date(now.getTime() - 2 * 86_400_000)})`;
  await world.as({ kind: 'system', job: 'erasure' }, async (tx) => {
    await sql`update sessions set ended_at = ${now} where ended_at is null and account_id in ${erased}`.execute(tx);
    await sql`update people set account_id = null where account_id in ${erased}`.execute(tx);
    await sql`update appointments set booked_by_account_id = null where booked_by = 'patient' and booked_by_account_id in ${erased}`.execute(tx);
  });
}
