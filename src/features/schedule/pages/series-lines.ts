import type { MoveWarning } from '#domain/agenda-move.ts';
import type { Locale } from '#domain/people.ts';
import type { RefusalKind } from '#domain/result.ts';
import { hourText } from '../hours/hours-line.ts';
import { dayTitle } from './agenda-words.ts';

/** A date of a series as the form offers it. */
export interface SeriesLine {
  day: string;
  words: string;
  /** What can be chosen there, the wanted hour first; `value` is what the form sends. */
  hours: { value: string; hour: string }[];
  taken: RefusalKind | null;
  warnings: MoveWarning[];
}

/** The dates of a series in finished words; where the wanted hour is taken it is not among the choices. */
export function seriesLines(
  dates: readonly {
    day: string;
    minute: number;
    taken: RefusalKind | null;
    warnings: MoveWarning[];
    instead: readonly { day: string; minute: number }[];
  }[],
  locale: Locale,
): SeriesLine[] {
  return dates.map((date) => {
    const choices = [...(date.taken ? [] : [date]), ...date.instead];
    return {
      day: date.day,
      words: dayTitle(date.day, locale),
      hours: choices.map(({ day, minute }) => ({ value: `${day}T${hourText(minute)}`, hour: hourText(minute) })),
      taken: date.taken,
      warnings: date.warnings,
    };
  });
}
