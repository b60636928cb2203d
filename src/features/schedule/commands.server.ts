import type { AppointmentStatus, Modality, Outcome } from '#domain/appointment.ts';
import { mayMarkUnsuitable, nextStatus, type AppointmentEvent } from '#domain/booking.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import type { World } from '#ports/world.ts';
import type { PracticeActor } from './queries.server.ts';
import type { OutcomeForm } from './schema.ts';

type Changes = Pick<World, 'as' | 'clock' | 'ids' | 'announce'>;

const events: Record<OutcomeForm['resultado'], AppointmentEvent> = {
  took_place: 'mark_took_place',
  patient_absent: 'mark_no_show',
  technical: 'mark_technical',
  unsuitable: 'mark_unsuitable',
};

const announced = {
  took_place: 'appointment-completed',
  patient_absent: 'room-changed',
  technical: 'room-changed',
  unsuitable: 'appointment-unsuitable',
} as const;

/**
 * 'Sí tuvo lugar', 'no vino', 'hubo un problema técnico', 'no era apta para vídeo': what only a person can say (B10). Not
 * before the hour and not over a running call. A technical problem is a fact beside the status and may still be corrected.
 * Refuses `not-found`, `try-again-later` (before the hour), `not-allowed` (a call runs, or not by video), `appointment-over`,
 * `appointment-cancelled`, `already-reviewed`.
 */
export async function markOutcome(world: Changes, actor: PracticeActor, form: OutcomeForm): Promise<Result<null>> {
  const now = world.clock.now();
  return world.as(actor, async (tx) => {
    const row = await tx
      .selectFrom('appointments')
      .select(['id', 'status', 'modality', 'outcome', 'starts_at', 'completed_at', 'last_hangup_at', 'ends_at'])
      .select((eb) => eb.exists(eb.selectFrom('reviews').select('id').whereRef('appointment_id', '=', 'appointments.id')).as('reviewed'))
      .where('id', '=', form.cita)
      .where('specialist_id', 'in', [...actor.specialistIds])
      .where('status', 'not in', ['held', 'expired'])
      .forUpdate()
      .executeTakeFirst();
    if (!row) return refuse('not-found');
    const may = form.resultado === 'unsuitable' ? unsuitable(row, now) : markable(row, now);
    if (!may.ok) return may;
    const running = row.status === 'in_progress' && row.last_hangup_at === null && now < row.ends_at;
    if (running) return refuse('not-allowed');

    const status = nextStatus(row.status, events[form.resultado]) ?? row.status;
    await tx
      .updateTable('appointments')
      .set({ status, outcome: form.resultado, ...(status === 'completed' ? { completed_at: row.completed_at ?? now } : {}) })
      .where('id', '=', row.id)
      .execute();
    await world.announce(tx, { type: announced[form.resultado], appointmentId: row.id });
    return success(null);
  });
}

interface Standing {
  status: AppointmentStatus;
  modality: Modality;
  outcome: Outcome | null;
  starts_at: Date;
  completed_at: Date | null;
}

function markable({ status, starts_at }: Standing, now: Date) {
  if (status === 'cancelled') return refuse('appointment-cancelled');
  if (status === 'completed' || status === 'no_show') return refuse('appointment-over');
  return now < starts_at ? refuse('try-again-later') : success(null);
}

function unsuitable({ status, modality, outcome, starts_at, completed_at, reviewed }: Standing & { reviewed: unknown }, now: Date) {
  return mayMarkUnsuitable({ status, modality, outcome, startsAt: starts_at, completedAt: completed_at, reviewed: reviewed === true, now });
}
