import { freeSlots, offsetPeriods, type SlotQuestion } from './slots.ts';
import { addDays, dayOfInstant, wallToInstant } from './time.ts';

/** What search keeps of the free hours of one service, so that "soonest" computes no agenda (P4, S8). */
export interface Opening {
  /** The next free hours and, after them, the first two of each day of the coming week, in the order of time. */
  free: Date[];
  /** Up to then `free` leaves nothing out; null where it holds every hour up to the horizon. */
  denseUntil: Date | null;
  /** Each date in the zone with a free hour and its first; two beyond the horizon, so that midnight changes nothing. */
  days: { date: string; first: Date }[];
  /** From then on it must be computed again even if nothing changed. */
  refreshAt: Date;
}

const keptHours = 24;
const shownDays = 7;
const perDay = 2;
const daysAhead = 2;
const DAY = 86_400_000;

/**
 * The opening of a service as of `now`. `share` (0 to 1) spreads over a day when it is computed again, so that a
 * hundred thousand do not wait at the same midnight.
 */
export function openingOf(question: Omit<SlotQuestion, 'from' | 'until'>, share: number): Opening {
  const { zone, now, horizonDays } = question;
  const until = now.getTime() + (horizonDays + daysAhead + 2) * DAY;
  const all = freeSlots({ ...question, horizonDays: horizonDays + daysAhead, from: now, until: new Date(until) });
  const today = dayOfInstant(zone, now);
  const dates = datesOf(zone, all, now.getTime(), until);
  const lastOffered = Date.parse(addDays(today, horizonDays));
  const lastShown = Date.parse(addDays(today, shownDays));

  const free: Date[] = [];
  const days: Opening['days'] = [];
  let dense: Date | null = null;
  let offered = 0;
  let ofDay = 0;
  for (const [index, slot] of all.entries()) {
    const date = dates[index] ?? 0;
    const isFirst = index === 0 || dates[index - 1] !== date;
    ofDay = isFirst ? 1 : ofDay + 1;
    if (isFirst) days.push({ date: new Date(date).toISOString().slice(0, 10), first: slot });
    if (date > lastOffered) continue;
    offered += 1;
    if (offered <= keptHours) free.push((dense = slot));
    else if (ofDay <= perDay && date <= lastShown) free.push(slot);
  }
  const complete = offered <= keptHours;
  const midnight = wallToInstant(zone, addDays(today, 1), 0).getTime();
  return { free, denseUntil: complete ? null : dense, days, refreshAt: new Date(complete ? midnight : midnight + Math.floor(share * DAY)) };
}

/** The date of each instant on the wall of the zone, as milliseconds of its midnight in UTC; the instants are sorted. */
function datesOf(zone: string, instants: readonly Date[], from: number, until: number): number[] {
  const periods = offsetPeriods(zone, from - DAY, until + DAY);
  let period = 0;
  return instants.map((instant) => {
    const at = instant.getTime();
    while (period < periods.length - 1 && at >= (periods[period]?.end ?? 0)) period++;
    return Math.floor((at + (periods[period]?.offset ?? 0)) / DAY) * DAY;
  });
}
