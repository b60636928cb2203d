import { deviceReportSchema } from '../schema.ts';
import { readinessOf } from '#domain/readiness.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import type { World } from '#ports/world.ts';

/**
 * Keeps what the one-minute test found (V13): four words and when, no picture and no sound; the newest counts. Refuses
 * `invalid-input` (nothing was tried), `not-found`, `appointment-over`.
 */
export async function recordReadiness(
  world: Pick<World, 'as' | 'clock' | 'announce'>,
  appointmentId: string,
  input: unknown,
): Promise<Result<null>> {
  const parsed = deviceReportSchema.safeParse(input);
  if (!parsed.success || (parsed.data.camera === 'untried' && parsed.data.microphone === 'untried')) return refuse('invalid-input');
  const now = world.clock.now();
  return world.as({ kind: 'guest', appointmentId }, async (tx): Promise<Result<null>> => {
    const row = await tx.selectFrom('appointments').select(['modality', 'status', 'ends_at']).where('id', '=', appointmentId).executeTakeFirst();
    if (row?.modality !== 'video') return refuse('not-found');
    if (row.ends_at <= now || (row.status !== 'booked' && row.status !== 'in_progress')) return refuse('appointment-over');
    const found = { ...parsed.data, checked_at: now };
    await tx
      .insertInto('device_checks')
      .values({ appointment_id: appointmentId, ...found })
      .onConflict((conflict) => conflict.column('appointment_id').doUpdateSet(found))
      .execute();
    await world.announce(tx, { type: 'room-changed', appointmentId });
    return success(null);
  });
}

/** What the last test said, in one word, and whether it still counts; null where there was none. */
export async function lastReadiness(world: Pick<World, 'as'>, appointmentId: string) {
  const row = await world.as({ kind: 'guest', appointmentId }, (tx) =>
    tx.selectFrom('device_checks').selectAll().where('appointment_id', '=', appointmentId).executeTakeFirst(),
  );
  if (!row) return null;
  return { checkedAt: row.checked_at, ...readinessOf(deviceReportSchema.parse({ camera: row.camera, microphone: row.microphone, network: row.network, sound: row.sound })) };
}
