import { sql } from 'kysely';
import type { Modality } from '#domain/appointment.ts';
import { refuse, success, type RefusalKind, type Result } from '#domain/result.ts';
import type { HourException } from '#domain/slots.ts';
import { addDays, dayOfInstant, daysBetween, isDay, wallToInstant } from '#domain/time.ts';
import type { Stretch } from '#domain/week.ts';
import type { Tx, World } from '#ports/world.ts';
import type { PracticeActor } from '../queries.server.ts';
import { parseHour, parseHoursLine } from './hours-line.ts';
import type { ExtraHoursForm, LayerKey, TimeOffForm } from './schema.ts';
import { onDate } from './opened-hours.server.ts';
import { listPlaces } from './week.server.ts';

type Changes = Pick<World, 'as' | 'clock' | 'ids'>;
type Opens = Pick<World, 'as' | 'announce'>;
interface Zoned {
  id: string;
  zone: string;
}
/** Of what the hours are taken off: null is all of them. */
export interface Scope {
  modality: Modality | null;
  placeId: string | null;
}
/** Days, or hours of one day, that are to be free of work. */
export interface TimeOff extends Scope {
  days: string[];
  /** Null: the whole day. */
  stretch: Stretch | null;
  label: string;
  /** The same as instants; the end is not part of it. */
  from: Date;
  until: Date;
}
const longestTimeOffDays = 92;

/** What a field names: everything, one modality, one place. */
export function scopeOf(key: 'todo' | LayerKey): Scope {
  if (key === 'todo') return { modality: null, placeId: null };
  if (key === 'video') return { modality: 'video', placeId: null };
  return { modality: 'in_person', placeId: key === 'presencial' ? null : key };
}

/** Reads a form of time off. Refuses `not-found`, `invalid-input` with fields. */
export async function parseTimeOff(
  world: Changes,
  actor: PracticeActor,
  practice: Zoned,
  form: TimeOffForm,
): Promise<Result<TimeOff>> {
  const scope = scopeOf(form.ambito);
  if (!(await isOwn(world, actor, practice.id, scope.placeId))) return refuse('not-found');
  const today = dayOfInstant(practice.zone, world.clock.now());
  const fields: Record<string, RefusalKind> = {};
  if (!isDay(form.desde) || form.desde < today) fields['desde'] = 'date-invalid';
  const last = form.hasta === '' ? form.desde : form.hasta;
  if (!fields['desde'] && (!isDay(last) || last < form.desde || daysBetween(form.desde, last) >= longestTimeOffDays))
    fields['hasta'] = 'date-invalid';
  const wholeDay = form.inicio === '' && form.fin === '';
  const [startsMinute, endsMinute] = [parseHour(form.inicio), parseHour(form.fin)];
  if (!wholeDay) {
    if (startsMinute === null || startsMinute >= 1440) fields['inicio'] = 'hours-invalid';
    if (endsMinute === null || endsMinute <= (startsMinute ?? 0)) fields['fin'] = 'hours-invalid';
    if (last !== form.desde) fields['hasta'] ??= 'date-invalid';
  }
  if (form.motivo.length > 80) fields['motivo'] = 'text-too-long';
  if (Object.keys(fields).length > 0) return refuse('invalid-input', fields);
  return success({
    ...scope,
    days: Array.from({ length: daysBetween(form.desde, last) + 1 }, (_, i) => addDays(form.desde, i)),
    stretch: wholeDay || startsMinute === null || endsMinute === null ? null : { startsMinute, endsMinute },
    label: form.motivo,
    from: wallToInstant(practice.zone, form.desde, startsMinute ?? 0),
    until: wallToInstant(practice.zone, last, endsMinute ?? 1440),
  });
}

/** Keeps a time off in the transaction of whoever takes it; all its days are one group. */
export async function keepTimeOff(
  tx: Tx,
  world: Pick<World, 'ids'>,
  specialistId: string,
  groupId: string,
  off: TimeOff,
): Promise<void> {
  await tx
    .insertInto('hour_exceptions')
    .values(
      off.days.map((day) => ({
        id: world.ids.uuid(),
        group_id: groupId,
        specialist_id: specialistId,
        kind: 'off' as const,
        modality: off.modality,
        place_id: off.placeId,
        on_date: day,
        starts_minute: off.stretch?.startsMinute ?? null,
        ends_minute: off.stretch?.endsMinute ?? null,
        label: off.label,
      })),
    )
    .execute();
}

/** A time off as the rows that hold it, for the slots there would be with it. */
export function exceptionsOf(off: TimeOff): HourException[] {
  return off.days.map((onDate) => ({
    kind: 'off',
    modality: off.modality,
    placeId: off.placeId,
    onDate,
    startsMinute: off.stretch?.startsMinute ?? null,
    endsMinute: off.stretch?.endsMinute ?? null,
  }));
}

/** Appointments that stand in that time; those running now are not moved any more. */
export function standingIn(tx: Tx, specialistId: string, off: Pick<TimeOff, 'from' | 'until' | keyof Scope>) {
  return tx
    .selectFrom('appointments as a')
    .where('a.specialist_id', '=', specialistId)
    .where('a.status', '=', 'booked')
    .where(sql<boolean>`a.during && tstzrange(${off.from}, ${off.until})`)
    .$if(off.modality !== null, (query) => query.where('a.modality', '=', off.modality ?? 'video'))
    .$if(off.placeId !== null, (query) => query.where('a.place_id', '=', off.placeId));
}

/**
 * Takes days, or hours of one day, off (B1). Appointments that stand inside are asked about first (`ask` refuses with
 * `try-again-later`, B9) or stay as they are and are counted (`keep`). Refuses `not-found`, `invalid-input` with fields.
 */
export async function addTimeOff(
  world: Changes,
  actor: PracticeActor,
  practice: Zoned,
  form: TimeOffForm,
  standing: 'ask' | 'keep',
): Promise<Result<{ groupId: string; stillBooked: number; firstDay: string }>> {
  if (!actor.specialistIds.includes(practice.id)) return refuse('not-found');
  const off = await parseTimeOff(world, actor, practice, form);
  if (!off.ok) return off;
  const groupId = world.ids.uuid();
  return world.as(actor, async (tx) => {
    const inside = await standingIn(tx, practice.id, off.value).select('a.id').execute();
    if (standing === 'ask' && inside.length > 0) return refuse('try-again-later');
    await keepTimeOff(tx, world, practice.id, groupId, off.value);
    return success({ groupId, stillBooked: inside.length, firstDay: off.value.days[0] ?? '' });
  });
}

/** Reads a form of extra hours: their date, where, and the stretches. Refuses `not-found`, `invalid-input` with fields. */
export async function parseExtraHours(
  world: Changes,
  actor: PracticeActor,
  practice: Zoned,
  form: ExtraHoursForm,
): Promise<Result<Scope & { onDate: string; stretches: Stretch[] }>> {
  const scope = scopeOf(form.donde);
  if (!actor.specialistIds.includes(practice.id) || !(await isOwn(world, actor, practice.id, scope.placeId)))
    return refuse('not-found');
  const fields: Record<string, RefusalKind> = {};
  if (!isDay(form.dia) || form.dia < dayOfInstant(practice.zone, world.clock.now())) fields['dia'] = 'date-invalid';
  const stretches = parseHoursLine(form.horas);
  if (!stretches || stretches.length === 0) fields['horas'] = 'hours-invalid';
  if (Object.keys(fields).length > 0 || !stretches) return refuse('invalid-input', fields);
  return success({ ...scope, onDate: form.dia, stretches });
}

/** Opens more hours on one date (B1). Refuses `not-found`, `invalid-input` with fields. */
export async function addExtraHours(
  world: Changes & Opens,
  actor: PracticeActor,
  practice: Zoned,
  form: ExtraHoursForm,
): Promise<Result<{ groupId: string }>> {
  const extra = await parseExtraHours(world, actor, practice, form);
  if (!extra.ok) return extra;
  const { modality, placeId, onDate: on_date, stretches } = extra.value;
  const groupId = world.ids.uuid();
  await world.as(actor, async (tx) => {
    await tx
      .insertInto('hour_exceptions')
      .values(
        stretches.map((one) => ({
          id: world.ids.uuid(),
          group_id: groupId,
          specialist_id: practice.id,
          kind: 'extra' as const,
          modality,
          place_id: placeId,
          on_date,
          starts_minute: one.startsMinute,
          ends_minute: one.endsMinute,
        })),
      )
      .execute();
    const opened = stretches.map((one) => onDate(practice.zone, on_date, one));
    await world.announce(tx, { type: 'hours-freed', specialistId: practice.id, modality, stretches: opened });
  });
  return success({ groupId });
}

/** Undoes one act of time off or extra hours, with all its days. Refuses `not-found`. */
export function removeException(
  world: Opens,
  actor: PracticeActor,
  specialistId: string,
  groupId: string,
): Promise<Result<null>> {
  return remove(world, actor, specialistId, { group_id: groupId });
}

/** Works that one day again, of however many the time off has. Refuses `not-found`. */
export function removeTimeOff(
  world: Opens,
  actor: PracticeActor,
  specialistId: string,
  timeOffId: string,
): Promise<Result<null>> {
  return remove(world, actor, specialistId, { id: timeOffId });
}

/** What is worked again is offered to those who wait for an earlier hour (B8). */
async function remove(
  world: Opens,
  actor: PracticeActor,
  specialistId: string,
  which: { id: string } | { group_id: string },
): Promise<Result<null>> {
  if (!actor.specialistIds.includes(specialistId)) return refuse('not-found');
  return world.as(actor, async (tx) => {
    const gone = await tx
      .deleteFrom('hour_exceptions')
      .where((eb) => eb.and(which))
      .where('specialist_id', '=', specialistId)
      .returning(['kind', 'modality', 'on_date', 'starts_minute as startsMinute', 'ends_minute as endsMinute'])
      .execute();
    if (gone.length === 0) return refuse('not-found');
    const { zone } = await tx.selectFrom('specialists').select('zone').where('id', '=', specialistId).executeTakeFirstOrThrow();
    const off = gone.filter((one) => one.kind === 'off');
    const stretches = off.map((one) => onDate(zone, one.on_date, one));
    // All days of one act have one modality.
    if (off[0]) await world.announce(tx, { type: 'hours-freed', specialistId, modality: off[0].modality, stretches });
    return success(null);
  });
}

async function isOwn(
  world: Pick<World, 'as'>,
  actor: PracticeActor,
  specialistId: string,
  placeId: string | null,
): Promise<boolean> {
  return placeId === null || (await listPlaces(world, actor, specialistId)).some((place) => place.id === placeId);
}
