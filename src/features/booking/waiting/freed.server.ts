import { sql } from 'kysely';
import type { Change } from '#domain/changes.ts';
import type { Tx, World } from '#ports/world.ts';

/**
 * Writes down that an hour may be free now, for the worker to offer (B8), and ends the wishes that the change
 * overtook. Runs in the change's transaction as whoever made it, who knows nobody that waits.
 */
export async function noteFreedHours(world: Pick<World, 'clock'>, tx: Tx, change: Change): Promise<void> {
  const now = world.clock.now();
  if (change.type === 'hours-freed') {
    const [from, until] = [change.stretches.map((one) => one.from), change.stretches.map((one) => one.until)];
    await sql`select note_opened_hours(${change.specialistId}, ${from}::timestamptz[], ${until}::timestamptz[], ${change.modality}, ${now})`.execute(
      tx,
    );
    return;
  }
  if (change.type !== 'appointment-cancelled' && change.type !== 'appointment-rescheduled' && change.type !== 'hold-ended')
    return;
  const row = await tx
    .selectFrom('appointments')
    .select(['id', 'specialist_id', 'starts_at', 'ends_at', 'duration_minutes', 'created_at'])
    .where('id', '=', change.appointmentId)
    .executeTakeFirst();
  if (!row) return;
  const from = change.type === 'appointment-rescheduled' ? change.from : row.starts_at;
  const until = new Date(from.getTime() + row.duration_minutes * 60_000);
  const held = change.type === 'hold-ended';
  await sql`select note_freed_hours(${row.specialist_id}, ${from}, ${until}, ${held ? null : row.id}, ${held ? row.created_at : null}, ${now})`.execute(
    tx,
  );
  if (change.type === 'hold-ended') return;
  await withdrawOffersOf(tx, row.id, now);
  if (change.type === 'appointment-cancelled') {
    await tx
      .updateTable('waiting_requests')
      .set({ ended_at: now, ended_why: 'cancelled' })
      .where('appointment_id', '=', row.id)
      .where('ended_at', 'is', null)
      .execute();
  }
}

/** Who waited without an appointment and has one now waits no longer. */
export async function endFulfilledWishes(world: Pick<World, 'clock' | 'ahead'>, tx: Tx, change: Change): Promise<void> {
  if (change.type !== 'appointment-booked') return;
  const ended = sql`
    update waiting_requests w set ended_at = ${world.clock.now()}, ended_why = 'booked'
    from appointments a
    where a.id = ${change.appointmentId} and w.account_id = a.booked_by_account_id and w.specialist_id = a.specialist_id and w.ended_at is null
  `;
  await world.ahead(tx, ended);
}

/** An offer speaks of the hour the appointment had when it was made: with another hour it is void. */
async function withdrawOffersOf(tx: Tx, appointmentId: string, now: Date): Promise<void> {
  await tx
    .updateTable('waiting_offers')
    .set({ status: 'withdrawn', ended_at: now })
    .where('status', '=', 'open')
    .where('request_id', 'in', (eb) => eb.selectFrom('waiting_requests').select('id').where('appointment_id', '=', appointmentId))
    .execute();
}
