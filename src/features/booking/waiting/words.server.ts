import type { Locale } from '#domain/people.ts';
import type { Wish } from '#domain/waiting-list.ts';
import { formatDayLong } from '#domain/time.ts';
import { m } from '#texts/compiled/messages.js';

const parts = { any: m.waiting_part_any, morning: m.waiting_part_morning, afternoon: m.waiting_part_afternoon };

/** 'lunes y miércoles, por la mañana, desde el martes 1 de diciembre'; 'cualquier día y hora' where all is open. */
export function wishWords(wish: Wish, locale: Locale): string {
  const { weekdays, part, fromDate } = wish;
  if (weekdays.length === 0 && part === 'any' && !fromDate) return m.waiting_wish_any({}, { locale });
  const days =
    weekdays.length === 0
      ? m.waiting_any_day({}, { locale })
      : list(
          weekdays.map((day) => weekdayName(day, locale)),
          locale,
        );
  const from = fromDate
    ? [m.waiting_wish_from({ day: formatDayLong('UTC', new Date(`${fromDate}T12:00:00Z`), locale) }, { locale })]
    : [];
  return [days, ...(part === 'any' ? [] : [parts[part]({}, { locale }).toLocaleLowerCase(locale)]), ...from].join(', ');
}

/** 'lunes' for 1 … 'domingo' for 7. */
export function weekdayName(day: number, locale: Locale): string {
  // 5 January 2026 is a Monday.
  return new Intl.DateTimeFormat(locale === 'es' ? 'es-ES' : 'en-GB', { weekday: 'long', timeZone: 'UTC' }).format(
    new Date(Date.UTC(2026, 0, 4 + day)),
  );
}

function list(words: string[], locale: Locale): string {
  return new Intl.ListFormat(locale === 'es' ? 'es-ES' : 'en-GB', { type: 'conjunction' }).format(words);
}
