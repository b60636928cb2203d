import { sql } from 'kysely';
import { nextStatus, type AppointmentEvent } from '#domain/booking.ts';
import { refuse, success, type Refusal, type RefusalKind, type Result } from '#domain/result.ts';
import { addDays, dayOfInstant, daysBetween, isDay, wallToInstant } from '#domain/time.ts';
import type { World } from '#ports/world.ts';
import { parseHour, parseHoursLine, type Stretch } from './hours-line.ts';
import type { PracticeActor } from './queries.server.ts';
import { weekdays, type OutcomeForm, type TimeOffForm, type WeeklyHoursForm } from './schema.ts';

type Changes = Pick<World, 'as' | 'clock' | 'ids' | 'announce'>;
const longestTimeOffDays = 92;

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

/** Replaces the weekly hours of one modality (B1). Refuses `invalid-input` naming the days that cannot be read. */
export async function saveWeeklyHours(
  world: Changes,
  actor: PracticeActor,
  specialistId: string,
  form: WeeklyHoursForm,
): Promise<Result<null>> {
  if (!actor.specialistIds.includes(specialistId)) return refuse('not-found');
  const fields: Record<string, RefusalKind> = {};
  const rows = weekdays.flatMap((weekday) => {
    const stretches = parseHoursLine(form[`d${weekday}`]);
    if (!stretches) fields[`d${weekday}`] = 'hours-invalid';
    return (stretches ?? []).map((stretch) => ({ weekday, ...stretch }));
  });
  if (Object.keys(fields).length > 0) return refuse('invalid-input', fields);
  await world.as(actor, async (tx) => {
    await tx
      .deleteFrom('weekly_hours')
      .where('specialist_id', '=', specialistId)
      .where('modality', '=', form.modalidad)
      .execute();
    if (rows.length === 0) return;
    await tx
      .insertInto('weekly_hours')
      .values(
        rows.map((row) => ({
          id: world.ids.uuid(),
          specialist_id: specialistId,
          modality: form.modalidad,
          weekday: row.weekday,
          starts_minute: row.startsMinute,
          ends_minute: row.endsMinute,
        })),
      )
      .execute();
  });
  return success(null);
}

/**
 * Takes days, or hours of one day, off (B1). Appointments inside stay as they are: `stillBooked` counts them.
 * Refuses `invalid-input` with fields.
 */
export async function addTimeOff(
  world: Changes,
  actor: PracticeActor,
  practice: { specialistId: string; zone: string },
  form: TimeOffForm,
): Promise<Result<{ stillBooked: number; firstDay: string }>> {
  if (!actor.specialistIds.includes(practice.specialistId)) return refuse('not-found');
  const parsed = parseTimeOff(form, dayOfInstant(practice.zone, world.clock.now()));
  if (!parsed.ok) return parsed;
  const { days, stretch } = parsed.value;
  const [first = '', last = ''] = [days[0], days.at(-1)];
  return world.as(actor, async (tx) => {
    await tx
      .insertInto('hour_exceptions')
      .values(
        days.map((day) => ({
          id: world.ids.uuid(),
          specialist_id: practice.specialistId,
          kind: 'off' as const,
          modality: null,
          on_date: day,
          starts_minute: stretch?.startsMinute ?? null,
          ends_minute: stretch?.endsMinute ?? null,
        })),
      )
      .execute();
    const from = wallToInstant(practice.zone, first, stretch?.startsMinute ?? 0);
    const until = wallToInstant(practice.zone, last, stretch?.endsMinute ?? 1440);
    const inside = await tx
      .selectFrom('appointments')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('specialist_id', '=', practice.specialistId)
      .where('status', 'in', ['booked', 'in_progress'])
      .where(sql<boolean>`during && tstzrange(${from}, ${until})`)
      .executeTakeFirstOrThrow();
    return success({ stillBooked: Number(inside.count), firstDay: first });
  });
}

function parseTimeOff(form: TimeOffForm, today: string): Result<{ days: string[]; stretch: Stretch | null }> | Refusal {
  const fields: Record<string, RefusalKind> = {};
  if (!isDay(form.desde) || form.desde < today) fields['desde'] = 'date-invalid';
  const last = form.hasta === '' ? form.desde : form.hasta;
  if (!fields['desde'] && (!isDay(last) || last < form.desde || daysBetween(form.desde, last) >= longestTimeOffDays))
    fields['hasta'] = 'date-invalid';
  const wholeDay = form.de === '' && form.a === '';
  const [startsMinute, endsMinute] = [parseHour(form.de), parseHour(form.a)];
  if (!wholeDay) {
    if (startsMinute === null || startsMinute >= 1440) fields['de'] = 'hours-invalid';
    if (endsMinute === null || endsMinute <= (startsMinute ?? 0)) fields['a'] = 'hours-invalid';
    if (last !== form.desde) fields['hasta'] ??= 'date-invalid';
  }
  if (Object.keys(fields).length > 0) return refuse('invalid-input', fields);
  const days = Array.from({ length: daysBetween(form.desde, last) + 1 }, (_, i) => addDays(form.desde, i));
  return success({
    days,
    stretch: wholeDay || startsMinute === null || endsMinute === null ? null : { startsMinute, endsMinute },
  });
}

/** Works that time again. */
export async function removeTimeOff(
  world: Pick<World, 'as'>,
  actor: PracticeActor,
  specialistId: string,
  timeOffId: string,
): Promise<Result<null>> {
  return world.as(actor, async (tx) => {
    const gone = await tx
      .deleteFrom('hour_exceptions')
      .where('id', '=', timeOffId)
      .where('specialist_id', '=', specialistId)
      .where('specialist_id', 'in', [...actor.specialistIds])
      .executeTakeFirst();
    return gone.numDeletedRows === 0n ? refuse('not-found') : success(null);
  });
}
