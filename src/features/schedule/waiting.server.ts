import type { World } from '#ports/world.ts';
import { eventOf, eventRows, type PracticeActor } from './queries.server.ts';

/** Who waits right now in front of any of this actor's rooms, the longest first (V3, B9). */
export async function listWaiting(world: Pick<World, 'as' | 'clock' | 'note'>, actor: PracticeActor, specialistId: string) {
  const now = world.clock.now();
  return world.as(actor, async (tx) => {
    const rows = await eventRows(tx)
      .where('a.specialist_id', '=', specialistId)
      .where('a.specialist_id', 'in', [...actor.specialistIds])
      .where('a.status', 'in', ['booked', 'in_progress'])
      .where('p.present_until', '>', now)
      .orderBy('a.starts_at')
      .execute();
    const waiting = rows.map((row) => eventOf(row, now)).filter((event) => event.glance === 'waiting');
    if (waiting.length > 0) {
      await world.note(tx, actor, {
        action: 'waiting-read',
        objectKind: 'specialist',
        objectId: specialistId,
        specialistId,
      });
    }
    return waiting;
  });
}
