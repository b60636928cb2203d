import type { Locale } from '#domain/people.ts';
import { addDays, wallToInstant, weekdayOf } from '#domain/time.ts';
import type { BoardDay, MonthGrid } from './day-board.ts';

/** '2026-11', nothing else. */
export function isMonth(text: string): boolean {
  return /^20\d\d-(0[1-9]|1[0-2])$/.test(text);
}

/** Every date of a month: '2026-11' → '2026-11-01' … '2026-11-30'. */
export function datesOfMonth(month: string): string[] {
  const dates: string[] = [];
  for (let date = `${month}-01`; date.startsWith(month); date = addDays(date, 1)) dates.push(date);
  return dates;
}

/** The month before (-1) or after (1). */
export function monthBeside(month: string, step: -1 | 1): string {
  return (step === 1 ? addDays(`${month}-28`, 4) : addDays(`${month}-01`, -1)).slice(0, 7);
}

/** The days of a month in weeks from Monday, and the months beside it that lie between the first and the last bookable date. */
export function monthGrid(month: string, days: readonly BoardDay[], known: { first: string; last: string; locale: Locale }): MonthGrid {
  const tag = known.locale === 'es' ? 'es-ES' : 'en-GB';
  const words = (date: string, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(tag, { ...options, timeZone: 'UTC' }).format(new Date(`${date}T12:00:00Z`));
  const cells: (BoardDay | null)[] = [...Array.from({ length: weekdayOf(`${month}-01`) - 1 }, () => null), ...days];
  while (cells.length % 7 > 0) cells.push(null);
  const [before, after] = [monthBeside(month, -1), monthBeside(month, 1)];
  const title = words(`${month}-01`, { month: 'long', year: 'numeric' });
  return {
    title: title.slice(0, 1).toLocaleUpperCase('es') + title.slice(1),
    month,
    // 4 January 2027 is a Monday.
    weekdays: Array.from({ length: 7 }, (_, index) => addDays('2027-01-04', index)).map((date) => ({ short: words(date, { weekday: 'short' }), long: words(date, { weekday: 'long' }) })),
    weeks: Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(7 * week, 7 * week + 7)),
    before: before >= known.first.slice(0, 7) ? before : null,
    after: after <= known.last.slice(0, 7) ? after : null,
  };
}

/** From now or the first of the month, whichever is later, to its end on the wall of a zone: what `slotsOfService` is asked for. */
export function monthRange(month: string, zone: string, now: Date): { from: Date; days: number } {
  const first = wallToInstant(zone, `${month}-01`, 0);
  const end = wallToInstant(zone, `${monthBeside(month, 1)}-01`, 0);
  const from = new Date(Math.max(now.getTime(), first.getTime()));
  return { from, days: Math.max(0, (end.getTime() - from.getTime()) / 86_400_000) };
}
