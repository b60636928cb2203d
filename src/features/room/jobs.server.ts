import { completionDue, nextStatus } from '#domain/booking.ts';
import { roomEventsForgottenBefore } from '#domain/privacy/retention.ts';
import type { World } from '#ports/world.ts';

type Jobs = Pick<World, 'as' | 'clock' | 'announce'>;
const system = { kind: 'system', job: 'complete-due' } as const;
const minute = 60_000;
const day = 24 * 60 * minute;

/** Completes what is over by the rules of B10: after the last hang-up, at the end of the window, or 2 h in person. */
export async function completeDue(world: Jobs): Promise<void> {
  const now = world.clock.now();
  await world.as(system, async (tx) => {
    const rows = await tx
      .selectFrom('appointments as a')
      .select(['a.id', 'a.status', 'a.modality', 'a.ends_at', 'a.admitted_at', 'a.last_hangup_at', 'a.both_connected_seconds'])
      .select((eb) =>
        eb
          .selectFrom('seats as s')
          .whereRef('s.appointment_id', '=', 'a.id')
          .where('s.present_until', 'is not', null)
          .select(eb.fn.countAll<number>().as('present'))
          .as('present'),
      )
      // What a person already said of it stands (B10).
      .where('a.outcome', 'is', null)
      .where('a.status', 'in', ['booked', 'in_progress'])
      // Two questions, each with its index: one with "or" reads every appointment of the future (docs/queries/booking.md).
      .where('a.id', 'in', (eb) =>
        eb
          .selectFrom('appointments')
          .select('id')
          .where('status', '=', 'booked')
          .where('modality', '=', 'in_person')
          .where('outcome', 'is', null)
          .where('ends_at', '<=', new Date(now.getTime() - 120 * minute))
          .unionAll(
            eb
              .selectFrom('appointments')
              .select('id')
              .where('status', '=', 'in_progress')
              .where((is) =>
                is.or([is('last_hangup_at', '<=', new Date(now.getTime() - 10 * minute)), is('ends_at', '<=', new Date(now.getTime() - 30 * minute))]),
              ),
          ),
      )
      .forUpdate('a')
      .skipLocked()
      .limit(500)
      .execute();
    const due = rows.filter((row) => {
      const callRunning = row.status === 'in_progress' && row.last_hangup_at === null && Number(row.present) === 2;
      const question = {
        status: row.status,
        modality: row.modality,
        endsAt: row.ends_at,
        admittedAt: row.admitted_at,
        lastHangupAt: row.last_hangup_at,
        bothConnectedSeconds: row.both_connected_seconds,
      };
      return completionDue({ ...question, now, callRunning }) === 'complete';
    });
    for (const { id, status } of due) {
      const next = nextStatus(status, 'complete');
      if (!next) continue;
      await tx.updateTable('appointments').set({ status: next, completed_at: now, outcome: 'took_place' }).where('id', '=', id).execute();
      await world.announce(tx, { type: 'appointment-completed', appointmentId: id });
    }
  });
}

/** Who came and went and how it went is kept 90 days (V10; quality 87); seats are nobody's any more a day after the room closed (V5). */
export async function forgetOldRooms(world: Pick<World, 'as' | 'clock'>): Promise<void> {
  const now = world.clock.now();
  await world.as({ kind: 'system', job: 'retention' }, async (tx) => {
    await tx.deleteFrom('technical_ratings').where('created_at', '<', roomEventsForgottenBefore(now)).execute();
    await tx.deleteFrom('call_facts').where('last_at', '<', roomEventsForgottenBefore(now)).execute();
    await tx.deleteFrom('device_checks').where('checked_at', '<', roomEventsForgottenBefore(now)).execute();
    await tx.deleteFrom('seat_passes').where('expires_at', '<', now).execute();
    await tx.deleteFrom('room_events').where('at', '<', roomEventsForgottenBefore(now)).execute();
    await tx
      .deleteFrom('seats')
      .where('present_until', 'is', null)
      .where('appointment_id', 'in', (eb) => eb.selectFrom('appointments').select('id').where('ends_at', '<', new Date(now.getTime() - day)))
      .execute();
  });
}
