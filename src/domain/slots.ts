import type { Modality } from './appointment.ts';
import { addDays, dayOfInstant, weekdayOf } from './time.ts';

/** Hours of a weekday on the clock of the specialist's wall; weekday 1 = Monday … 7 = Sunday. */
export interface WeeklyHours {
  modality: Modality;
  /** Null: at any place. By video always null. */
  placeId: string | null;
  weekday: number;
  startsMinute: number;
  endsMinute: number;
}
/** A day off (modality null: both; place null: everywhere; minutes null: the whole day) or extra hours. Time off wins over extra hours. */
export interface HourException {
  kind: 'off' | 'extra';
  modality: Modality | null;
  placeId: string | null;
  onDate: string;
  startsMinute: number | null;
  endsMinute: number | null;
}
export interface Busy {
  startsAt: Date;
  endsAt: Date;
  /** Rest that its own service wants around it; none where missing, as in calendars elsewhere. */
  beforeMinutes?: number;
  afterMinutes?: number;
}
export interface SlotQuestion {
  zone: string;
  hours: readonly WeeklyHours[];
  exceptions: readonly HourException[];
  modality: Modality;
  /** Where the service is given; null by video. Hours of another place hold nothing for it. */
  placeId: string | null;
  durationMinutes: number;
  stepMinutes: number;
  /** Between any two appointments; the service may want more before or after it. The longest of all that are asked holds. */
  bufferMinutes: number;
  beforeMinutes: number;
  afterMinutes: number;
  minimumNoticeMinutes: number;
  /** The last day on which one can book is this many days after today, in the zone. */
  horizonDays: number;
  busy: readonly Busy[];
  now: Date;
  from: Date;
  until: Date;
}
/** What a specialist's free hours are computed from; busy times that are no appointment are of a calendar elsewhere. */
export interface AgendaTimes {
  hours: readonly WeeklyHours[];
  exceptions: readonly HourException[];
  busy: readonly (Busy & { appointmentId: string | null })[];
}
/** The same as the database tells it (`agendas`): busy times are start and end in ms, rest before and after in minutes, appointment. */
export interface AgendaRow extends Pick<AgendaTimes, 'hours' | 'exceptions'> {
  busy: readonly [number, number, number, number, string | null][];
}

export function agendaOf({ hours, exceptions, busy }: AgendaRow): AgendaTimes {
  const times = busy.map(([start, end, beforeMinutes, afterMinutes, appointmentId]) => ({
    startsAt: new Date(start),
    endsAt: new Date(end),
    beforeMinutes,
    afterMinutes,
    appointmentId,
  }));
  return { hours, exceptions, busy: times };
}

/** Milliseconds since the epoch, or minutes of a day; `end` is not part of it. */
interface Span {
  start: number;
  end: number;
}

const MINUTE = 60_000;
const DAY = 86_400_000;

/**
 * Free starts in [from, until), sorted (B1). An hour that the clock skips yields none, one that it repeats yields
 * two, and all of a slot lies inside the hours.
 */
export function freeSlots(question: SlotQuestion): Date[] {
  const { zone, now, horizonDays } = question;
  const today = dayOfInstant(zone, now);
  const earliest = Math.max(question.from.getTime(), now.getTime() + question.minimumNoticeMinutes * MINUTE);
  const latestDay = Date.parse(addDays(today, horizonDays));
  const until = Math.min(question.until.getTime(), latestDay + 3 * DAY);
  if (earliest >= until) return [];

  const { open, starts } = openTimes(question, earliest, until, latestDay);
  const taken = join(question.busy.map((busy) => widened(busy, question)));
  const length = question.durationMinutes * MINUTE;
  const free: Date[] = [];
  let span = 0;
  let next = 0;
  let previous = Number.NaN;
  for (const start of starts) {
    if (start < earliest || start >= until || start === previous) continue;
    while (span < open.length && (open[span]?.end ?? 0) <= start) span++;
    const here = open[span];
    if (!here) break;
    if (here.start > start || here.end < start + length) continue;
    while (next < taken.length && (taken[next]?.end ?? 0) <= start) next++;
    const blocked = taken[next];
    if (blocked && blocked.start < start + length) continue;
    free.push(new Date((previous = start)));
  }
  return free;
}

/** Would this very start be offered? Asked again by every booking (B2). */
export function isOfferedSlot(question: Omit<SlotQuestion, 'from' | 'until'>, startsAt: Date): boolean {
  return freeSlots({ ...question, from: startsAt, until: new Date(startsAt.getTime() + 1) }).length === 1;
}

/** What stands with an hour: to be had, had by somebody else, or none of the practice's (B2). */
export function slotStanding(question: Omit<SlotQuestion, 'from' | 'until'>, startsAt: Date): 'free' | 'taken' | 'not-offered' {
  if (isOfferedSlot(question, startsAt)) return 'free';
  return isOfferedSlot({ ...question, busy: [] }, startsAt) ? 'taken' : 'not-offered';
}

/** What the practice is warned of before it books there all the same (B6). Over another appointment is no warning: it never happens. */
export function practiceWarnings(
  question: Omit<SlotQuestion, 'from' | 'until'>,
  startsAt: Date,
): ('outside-hours' | 'into-buffer')[] {
  const start = startsAt.getTime();
  const end = start + question.durationMinutes * MINUTE;
  const { open } = openTimes(question, start, end, Number.POSITIVE_INFINITY);
  const inside = open.some((span) => span.start <= start && end <= span.end);
  const cramped = question.busy.map((busy) => widened(busy, question)).some((span) => span.start < end && start < span.end);
  return [...(inside ? [] : (['outside-hours'] as const)), ...(cramped ? (['into-buffer'] as const) : [])];
}

/** The `count` slots closest to the wanted one, in the order of time (B2: for whoever lost it). */
export function nearestSlots(slots: readonly Date[], wanted: Date, count: number): Date[] {
  const distance = (slot: Date) => Math.abs(slot.getTime() - wanted.getTime());
  return [...slots]
    .sort((a, b) => distance(a) - distance(b) || a.getTime() - b.getTime())
    .slice(0, count)
    .sort((a, b) => a.getTime() - b.getTime());
}

/** Sorted slots by the day on the viewer's or the specialist's wall. */
export function groupByDay(slots: readonly Date[], zone: string): { date: string; slots: Date[] }[] {
  const days: { date: string; slots: Date[] }[] = [];
  for (const slot of slots) {
    const date = dayOfInstant(zone, slot);
    const last = days.at(-1);
    if (last?.date === date) last.slots.push(slot);
    else days.push({ date, slots: [slot] });
  }
  return days;
}

/** Open spans, joined across midnight and clock changes, and the starts on the grid of each stretch of hours, both sorted. */
function openTimes(question: Omit<SlotQuestion, 'from' | 'until'>, from: number, until: number, latestDay: number) {
  const { zone, stepMinutes } = question;
  const periods = offsetPeriods(zone, from - 2 * DAY, until + 2 * DAY);
  const exceptions = question.exceptions.filter((exception) => holdsFor(question, exception));
  const weekly = question.hours.filter((hours) => holdsFor(question, hours));
  const spans: Span[] = [];
  const starts: number[] = [];
  // A day each side, so that spans over midnight join and zones far from UTC are covered.
  const lastDay = Math.floor(until / DAY) * DAY + DAY;
  for (let day = Math.floor(from / DAY) * DAY - DAY; day <= lastDay; day += DAY) {
    const date = new Date(day).toISOString().slice(0, 10);
    const weekday = weekdayOf(date);
    const here = exceptions.filter((exception) => exception.onDate === date);
    const hours = [
      ...weekly.filter((hours) => hours.weekday === weekday),
      ...here.filter((exception) => exception.kind === 'extra'),
    ].map(minutes);
    if (hours.length === 0) continue;
    const off = here.filter((exception) => exception.kind === 'off').map(minutes);
    const open = off.reduce(without, join(hours));
    for (const period of periods) {
      const shown = { start: (period.start + period.offset - day) / MINUTE, end: (period.end + period.offset - day) / MINUTE };
      if (shown.start >= 1440 || shown.end <= 0) continue;
      const toInstant = (minute: number) => day + minute * MINUTE - period.offset;
      for (const span of open) {
        const [start, end] = [Math.max(span.start, shown.start), Math.min(span.end, shown.end)];
        if (start < end) spans.push({ start: toInstant(start), end: toInstant(end) });
      }
      if (day > latestDay) continue;
      for (const stretch of hours) {
        for (let minute = stretch.start; minute < stretch.end; minute += stepMinutes) {
          if (minute >= shown.start && minute < shown.end) starts.push(toInstant(minute));
        }
      }
    }
  }
  return { open: join(spans), starts: starts.sort((a, b) => a - b) };
}

function holdsFor(
  service: Pick<SlotQuestion, 'modality' | 'placeId'>,
  row: Pick<HourException, 'modality' | 'placeId'>,
): boolean {
  return (
    (row.modality === null || row.modality === service.modality) && (row.placeId === null || row.placeId === service.placeId)
  );
}

/** Stretches of time with one offset from UTC each: almost always one or two, so that days need no Temporal. */
export function offsetPeriods(zone: string, from: number, until: number): (Span & { offset: number })[] {
  const periods: (Span & { offset: number })[] = [];
  let at: Temporal.ZonedDateTime | null = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone);
  while (at && at.epochMilliseconds < until) {
    const next: Temporal.ZonedDateTime | null = at.getTimeZoneTransition('next');
    const end = Math.min(until, next?.epochMilliseconds ?? until);
    periods.push({ start: at.epochMilliseconds, end, offset: at.offsetNanoseconds / 1e6 });
    at = next;
  }
  return periods;
}

function minutes(hours: { startsMinute: number | null; endsMinute: number | null }): Span {
  return { start: hours.startsMinute ?? 0, end: hours.endsMinute ?? 1440 };
}

/** What is taken, with the rest that lies between it and whatever comes before or after. */
function widened(busy: Busy, wanted: Pick<SlotQuestion, 'bufferMinutes' | 'beforeMinutes' | 'afterMinutes'>): Span {
  const ahead = Math.max(wanted.bufferMinutes, wanted.afterMinutes, busy.beforeMinutes ?? 0);
  const behind = Math.max(wanted.bufferMinutes, wanted.beforeMinutes, busy.afterMinutes ?? 0);
  return { start: busy.startsAt.getTime() - ahead * MINUTE, end: busy.endsAt.getTime() + behind * MINUTE };
}

/** Sorted, overlapping and touching spans made one. */
function join(spans: Span[]): Span[] {
  const joined: Span[] = [];
  for (const span of spans.sort((a, b) => a.start - b.start)) {
    const last = joined.at(-1);
    if (last && span.start <= last.end) last.end = Math.max(last.end, span.end);
    else joined.push({ ...span });
  }
  return joined;
}

function without(spans: Span[], off: Span): Span[] {
  return spans.flatMap((span) => [
    ...(span.start < off.start ? [{ start: span.start, end: Math.min(span.end, off.start) }] : []),
    ...(span.end > off.end ? [{ start: Math.max(span.start, off.end), end: span.end }] : []),
  ]);
}
