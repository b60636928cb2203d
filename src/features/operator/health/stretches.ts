import type { Locale } from '#domain/people.ts';
import { addDays, dayOfInstant, formatHour, wallToInstant } from '#domain/time.ts';

/** A day in hours, a week and a month in days: the stretches of time that a plot has a bar for. */
export const spans = ['dia', 'semana', 'mes'] as const;
export type Span = (typeof spans)[number];

const days = { dia: 1, semana: 7, mes: 30 } as const;

export interface Stretches {
  /** One instant more than there are stretches. */
  edges: Date[];
  /** What stands under each bar, and what it is called in full. */
  labels: { short: string; long: string }[];
}

/** The stretches of the newest day, week or month on the wall of a zone; today is the last day in them. */
export function stretchesOf(span: Span, zone: string, now: Date, locale: Locale): Stretches {
  const today = dayOfInstant(zone, now);
  if (span === 'dia') {
    const midnight = wallToInstant(zone, today, 0);
    const next = wallToInstant(zone, addDays(today, 1), 0);
    const edges: Date[] = [];
    // By hours that pass, not by hours of the wall: the day that is put back has twenty-five.
    for (let at = midnight.getTime(); at < next.getTime(); at += 3_600_000) edges.push(new Date(at));
    return { edges: [...edges, next], labels: edges.map((edge) => ({ short: formatHour(zone, edge).split(':')[0] ?? '', long: formatHour(zone, edge) })) };
  }
  const dates = Array.from({ length: days[span] }, (_, index) => addDays(today, index + 1 - days[span]));
  const words = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' });
  return {
    edges: [...dates, addDays(today, 1)].map((date) => wallToInstant(zone, date, 0)),
    labels: dates.map((date) => ({ short: String(Number(date.slice(8))), long: words.format(new Date(`${date}T00:00:00Z`)) })),
  };
}

/** A round number at or above the largest value, and the lines that a reader counts by: 0, half, whole. */
export function scaleOf(largest: number): { top: number; lines: number[] } {
  const power = 10 ** Math.floor(Math.log10(Math.max(largest, 1)));
  const top = [1, 2, 4, 5, 10].map((factor) => factor * power).find((one) => one >= largest) ?? 10 * power;
  const whole = top === 1 ? 2 : top;
  return { top: whole, lines: [0, whole / 2, whole] };
}
