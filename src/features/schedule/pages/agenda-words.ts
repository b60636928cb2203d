import type { Locale } from '#domain/people.ts';

const tags: Record<Locale, string> = { es: 'es-ES', en: 'en-GB' };

function words(date: string, locale: Locale, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(tags[locale], { ...options, timeZone: 'UTC' })
    .format(Date.parse(`${date}T00:00:00Z`))
    .replaceAll(',', '');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** 'Jue', 'Thu'. */
export function weekdayShort(date: string, locale: Locale): string {
  return capital(words(date, locale, { weekday: 'short' }).replace('.', ''));
}

/** 'J', 'T'; Wednesday is X in Spanish. */
export function weekdayLetter(date: string, locale: Locale): string {
  return words(date, locale, { weekday: 'narrow' }).toUpperCase();
}

/** 'Lunes', 'Monday' of an ISO weekday. */
export function weekdayName(weekday: number, locale: Locale): string {
  return capital(words(`2026-11-${22 + weekday}`, locale, { weekday: 'long' }));
}

/** 'jueves 26 de noviembre', 'Thursday 26 November'. */
export function dayName(date: string, locale: Locale): string {
  return words(date, locale, { weekday: 'long', day: 'numeric', month: 'long' });
}

/** 'jue 26 nov', 'Thu 26 Nov': where there is little room and the month must not be guessed. */
export function dayBrief(date: string, locale: Locale): string {
  return words(date, locale, { weekday: 'short', day: 'numeric', month: 'short' }).replaceAll('.', '');
}

/** 'Jueves 26 de noviembre', 'Thursday 26 November'. */
export function dayTitle(date: string, locale: Locale): string {
  return capital(dayName(date, locale));
}

/** 'Jueves 26', where the month stands beside it. */
export function dayShort(date: string, locale: Locale): string {
  return capital(words(date, locale, { weekday: 'long', day: 'numeric' }));
}

/** 'noviembre', with the year where it is not that of `today`. */
export function monthTitle(date: string, today: string, locale: Locale): string {
  const sameYear = date.slice(0, 4) === today.slice(0, 4);
  return words(date, locale, { month: 'long', ...(sameYear ? {} : { year: 'numeric' }) });
}

/** '23–27 de noviembre', '30 nov – 4 dic': never longer than its place in the header. */
export function weekTitle(first: string, last: string, locale: Locale): string {
  if (first.slice(0, 7) !== last.slice(0, 7)) {
    const part = (date: string) => words(date, locale, { day: 'numeric', month: 'short' }).replace('.', '');
    return `${part(first)} – ${part(last)}`;
  }
  const month = words(first, locale, { month: 'long' });
  const days = `${Number(first.slice(8))}–${Number(last.slice(8))}`;
  return locale === 'es' ? `${days} de ${month}` : `${days} ${month}`;
}
