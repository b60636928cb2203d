import type { Locale } from '#domain/people.ts';

/** Operators read days and hours of many zones; theirs is one, whoever looks, so that two of them speak of the same day. */
export const operatorZone = 'Europe/Madrid';

/** '24 oct 2026', '24 Oct 2026'. */
export function operatorDay(instant: Date, locale: Locale): string {
  return new Intl.DateTimeFormat(locale === 'es' ? 'es-ES' : 'en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: operatorZone }).format(instant);
}
