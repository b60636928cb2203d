import type { MoveWarning } from '#domain/agenda-move.ts';
import type { Actor, Locale } from '#domain/people.ts';
import { refuse, success, type Refusal, type RefusalKind, type Result } from '#domain/result.ts';
import { seriesDates, type SeriesQuestion } from '#domain/series.ts';
import { freeSlots } from '#domain/slots.ts';
import { instantToWall, isDay, wallToInstant } from '#domain/time.ts';
import type { Tx, World } from '#ports/world.ts';
import { cancelAppointment, costOfCancelling } from '../change.server.ts';
import { findOffer, slotQuestion, type Offer } from '../offer.server.ts';
import { bookForPatient } from '../practice.server.ts';
import type { BookForPatientForm, SeriesForm } from '../schema.ts';
import { placeFor } from './place-for.server.ts';

type Booking = Pick<World, 'as' | 'ahead' | 'clock' | 'ids' | 'vault' | 'announce'>;
type PracticeActor = Extract<Actor, { kind: 'specialist' | 'assistant' }>;

export interface PreviewedDate {
  /** On the specialist's wall. */
  day: string;
  minute: number;
  /** Why it cannot be booked there; null where it can. */
  taken: 'slot-taken' | 'slot-held' | 'slot-in-the-past' | null;
  warnings: MoveWarning[];
  /** Free hours of that day near the wanted one, where it cannot be booked or only outside the hours. */
  instead: { day: string; minute: number }[];
}

const proposals = 3;

/**
 * The dates of a series as they would be booked, each with what stands in its way and with free hours of that day
 * (B6). Nothing is held: each date is asked again when it is booked. Refuses `not-found`, `invalid-input` with fields.
 */
export async function previewSeries(
  world: Pick<World, 'as' | 'clock'>,
  actor: PracticeActor,
  form: Pick<SeriesForm, 'servicio' | 'dia' | 'hora' | 'cada' | 'veces'>,
): Promise<Result<{ zone: string; dates: PreviewedDate[] }>> {
  const now = world.clock.now();
  return world.as(actor, async (tx) => {
    const offer = await findOffer(tx, form.servicio);
    if (!offer || !actor.specialistIds.includes(offer.specialistId)) return refuse('not-found');
    const question = questionOf(form, offer.zone);
    if (!question.ok) return question;
    const dates: PreviewedDate[] = [];
    for (const date of seriesDates(question.value)) dates.push(await previewOne(tx, offer, date, now));
    return success({ zone: offer.zone, dates });
  });
}

function questionOf(form: Pick<SeriesForm, 'dia' | 'hora' | 'cada' | 'veces'>, zone: string): Result<SeriesQuestion> {
  const [hour = 0, minute = 0] = form.hora.split(':').map(Number);
  const fields: Record<string, RefusalKind> = {};
  if (!isDay(form.dia)) fields['dia'] = 'date-invalid';
  if (hour > 23 || minute > 59) fields['hora'] = 'date-invalid';
  if (Object.keys(fields).length > 0) return refuse('invalid-input', fields);
  return success({ zone, firstDay: form.dia, minute: hour * 60 + minute, everyWeeks: form.cada, times: form.veces });
}

async function previewOne(tx: Tx, offer: Offer, date: { day: string; minute: number; startsAt: Date }, now: Date): Promise<PreviewedDate> {
  const { day, minute, startsAt } = date;
  const minutes = offer.durationMinutes;
  const place = await placeFor(tx, { specialistId: offer.specialistId, offer, startsAt, minutes, except: null, now });
  const taken = startsAt <= now ? ('slot-in-the-past' as const) : place.taken;
  if (!taken && place.warnings.length === 0) return { day, minute, taken, warnings: [], instead: [] };
  const range = { from: wallToInstant(offer.zone, day, 0), until: wallToInstant(offer.zone, day, 1440) };
  // The horizon is for patients: the practice books as far ahead as it likes.
  const question = { ...(await slotQuestion(tx, offer, range, now)), horizonDays: 3660, minimumNoticeMinutes: 0 };
  const instead = freeSlots(question)
    .map((slot) => instantToWall(offer.zone, slot))
    .sort((a, b) => Math.abs(a.minute - minute) - Math.abs(b.minute - minute))
    .slice(0, proposals)
    .sort((a, b) => a.minute - b.minute);
  return { day, minute, taken, warnings: place.warnings, instead: instead.map((wall) => ({ day: wall.date, minute: wall.minute })) };
}

export interface BookedSeries {
  seriesId: string;
  /** In the order of time. */
  booked: { appointmentId: string; day: string; hour: string }[];
  /** What somebody took meanwhile: it is not booked, and said so. */
  lost: { day: string; hour: string; kind: RefusalKind }[];
}

/**
 * Books the dates that were chosen in the preview as one series, outside the hours too: the preview has warned. Each
 * appointment stands by itself, with its own link and reminders; one that was lost meanwhile does not undo the others.
 * The patient gets one confirmation for all of them, the first one's (docs/decisions/0017).
 * Refuses as `bookForPatient` does where not one could be booked.
 */
export async function bookSeries(
  world: Booking,
  actor: PracticeActor,
  form: BookForPatientForm,
  series: { everyWeeks: number; dates: readonly { day: string; hour: string }[] },
  locale: Locale,
): Promise<Result<BookedSeries> | Refusal> {
  const seriesId = world.ids.uuid();
  const made: BookedSeries = { seriesId, booked: [], lost: [] };
  let refused: Refusal = refuse('invalid-input');
  let persona = form.persona;
  for (const { day, hour } of series.dates) {
    const first = made.booked.length === 0;
    const one = { ...form, persona, dia: day, hora: hour, fuera: 'si' as const };
    const answer = await bookForPatient(world, actor, one, locale, { id: seriesId, everyWeeks: series.everyWeeks, first });
    if (!answer.ok) {
      // What is wrong with the patient is wrong with every date.
      if (answer.fields || answer.kind === 'not-found') return first ? answer : success(made);
      refused = answer;
      made.lost.push({ day, hour, kind: answer.kind });
      continue;
    }
    made.booked.push({ appointmentId: answer.value.appointmentId, day, hour });
    persona = answer.value.personId;
  }
  return made.booked.length > 0 ? success(made) : refused;
}

/** The appointments of the series that this one belongs to and that are still ahead, itself included; [] where there is none (B6). */
export async function listComingOfSeries(
  world: Pick<World, 'as' | 'clock'>,
  actor: PracticeActor,
  appointmentId: string,
): Promise<{ id: string; startsAt: Date }[]> {
  return world.as(actor, (tx) =>
    tx
      .selectFrom('appointments as one')
      .innerJoin('appointments as a', 'a.series_id', 'one.series_id')
      .select(['a.id', 'a.starts_at as startsAt'])
      .where('one.id', '=', appointmentId)
      .where('a.specialist_id', 'in', [...actor.specialistIds])
      .where('a.status', '=', 'booked')
      .where('a.starts_at', '>', world.clock.now())
      .orderBy('a.starts_at')
      .execute(),
  );
}

/**
 * Cancels this one and all that are still ahead of its series (B6): each is cancelled as if alone, at no cost where the
 * practice cancels (B5). Refuses `not-found` where none is ahead.
 */
export async function cancelSeries(
  world: Pick<World, 'as' | 'clock' | 'announce' | 'queue'>,
  actor: PracticeActor,
  appointmentId: string,
): Promise<Result<{ cancelled: number }>> {
  const coming = await listComingOfSeries(world, actor, appointmentId);
  if (coming.length === 0) return refuse('not-found');
  let cancelled = 0;
  for (const { id } of coming) {
    const cost = await costOfCancelling(world, actor, id);
    const done = await cancelAppointment(world, actor, { appointmentId: id, expectedCostCents: cost?.keepCents ?? 0 });
    if (done.ok) cancelled += 1;
  }
  return success({ cancelled });
}
