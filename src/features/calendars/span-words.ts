import type { Locale } from '#domain/people.ts';
import { formatDayRelative, formatHour } from '#domain/time.ts';
import { m } from '#texts/compiled/messages.js';

/** 'hoy a las 9:10', 'jueves 26 a las 18:40'. */
export function momentWords(zone: string, instant: Date, now: Date, locale: Locale): string {
  return m.calendars_moment({ day: formatDayRelative(zone, instant, now, locale), hour: formatHour(zone, instant) }, { locale });
}

/** 'martes 24, 13:00–14:00', 'viernes 11, todo el día', 'de domingo 6 a martes 8'. */
export function spanWords(zone: string, span: { startsAt: Date; endsAt: Date }, now: Date, locale: Locale): string {
  const last = new Date(span.endsAt.getTime() - 1);
  const [day, lastDay] = [formatDayRelative(zone, span.startsAt, now, locale), formatDayRelative(zone, last, now, locale)];
  const [from, until] = [formatHour(zone, span.startsAt), formatHour(zone, span.endsAt)];
  if (day !== lastDay) return m.calendars_span_days({ from: day, until: lastDay }, { locale });
  if (from === '0:00' && until === '0:00') return m.calendars_span_whole({ day }, { locale });
  return m.calendars_span_day({ day, from, until }, { locale });
}
