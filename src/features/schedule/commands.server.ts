import { nextStatus, type AppointmentEvent } from '#domain/booking.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import type { World } from '#ports/world.ts';
import type { PracticeActor } from './queries.server.ts';
import type { OutcomeForm } from './schema.ts';

type Changes = Pick<World, 'as' | 'clock' | 'ids' | 'announce'>;

const events: Record<OutcomeForm['resultado'], AppointmentEvent> = {
  took_place: 'mark_took_place',
  patient_absent: 'mark_no_show',
  technical: 'mark_technical',
};

/**
 * 'Sí tuvo lugar', 'no vino', 'hubo un problema técnico': what only a person can say (B10). Not before the hour and
 * not over a running call. A technical problem is a fact beside the status and may still be corrected.
 * Refuses `not-found`, `try-again-later` (before the hour), `not-allowed` (a call runs), `appointment-over`, `appointment-cancelled`.
 */
export async function markOutcome(world: Changes, actor: PracticeActor, form: OutcomeForm): Promise<Result<null>> {
  const now = world.clock.now();
  return world.as(actor, async (tx) => {
    const row = await tx
      .selectFrom('appointments')
      .select(['id', 'status', 'starts_at', 'admitted_at', 'last_hangup_at', 'ends_at'])
      .where('id', '=', form.cita)
      .where('specialist_id', 'in', [...actor.specialistIds])
      .where('status', 'not in', ['held', 'expired'])
      .forUpdate()
      .executeTakeFirst();
    if (!row) return refuse('not-found');
    if (row.status === 'cancelled') return refuse('appointment-cancelled');
    if (row.status === 'completed' || row.status === 'no_show') return refuse('appointment-over');
    if (now < row.starts_at) return refuse('try-again-later');
    const running = row.status === 'in_progress' && row.last_hangup_at === null && now < row.ends_at;
    if (running) return refuse('not-allowed');

    const status = nextStatus(row.status, events[form.resultado]) ?? row.status;
    await tx
      .updateTable('appointments')
      .set({ status, outcome: form.resultado, ...(status === 'completed' ? { completed_at: now } : {}) })
      .where('id', '=', row.id)
      .execute();
    await world.announce(tx, {
      type: form.resultado === 'took_place' ? 'appointment-completed' : 'room-changed',
      appointmentId: row.id,
    });
    return success(null);
  });
}
