import { addDays, wallToInstant } from './time.ts';

/** Appointments that repeat: weekly × n (B6). Server only: walls become instants here. */

export const SERIES_TIMES = { least: 2, most: 12 } as const;
export const SERIES_WEEKS = { least: 1, most: 4 } as const;

/** All of a series is booked by then, and one confirmation can name every date. */
const TELL_AFTER_SECONDS = 10;

/** When a series that begins to be booked now is confirmed to the patient. */
export function tellSeriesAt(now: Date): Date {
  return new Date(now.getTime() + TELL_AFTER_SECONDS * 1000);
}

export interface SeriesQuestion {
  zone: string;
  /** Day and minute of the first one on the specialist's wall. */
  firstDay: string;
  minute: number;
  everyWeeks: number;
  times: number;
}
export interface SeriesDate {
  day: string;
  minute: number;
  startsAt: Date;
}

/**
 * The dates of a series, the first included: the same weekday and the same hour on the wall, whatever the clocks do
 * in between (quality 58). Throws a RangeError outside 2–12 times and 1–4 weeks.
 */
export function seriesDates(question: SeriesQuestion): SeriesDate[] {
  const { zone, firstDay, minute, everyWeeks, times } = question;
  const within = (value: number, { least, most }: { least: number; most: number }) => Number.isInteger(value) && value >= least && value <= most;
  if (!within(times, SERIES_TIMES) || !within(everyWeeks, SERIES_WEEKS)) throw new RangeError('no such series');
  return Array.from({ length: times }, (_, index) => {
    const day = addDays(firstDay, index * everyWeeks * 7);
    return { day, minute, startsAt: wallToInstant(zone, day, minute) };
  });
}
