import type { Locale } from '#domain/people.ts';
import { isZone, zoneName } from '#domain/time.ts';

/** Where patients of this site mostly are; any other zone comes from the browser itself (B1). */
const offered = [
  'Europe/Madrid', 'Atlantic/Canary', 'America/Mexico_City', 'America/Cancun', 'America/Hermosillo', 'America/Mazatlan', 'America/Tijuana', 'America/Bogota',
  'America/Lima', 'America/Caracas', 'America/Santiago', 'America/Buenos_Aires', 'America/Montevideo', 'America/New_York', 'America/Chicago', 'America/Los_Angeles',
  'Europe/London', 'Europe/Paris',
]; // prettier-ignore

/** The zones to choose from without a script, those of this page first. */
export function zoneChoices(known: readonly string[], locale: Locale): { value: string; label: string }[] {
  return [...new Set([...known, ...offered])].filter(isZone).map((zone) => {
    const label = zoneName(zone, locale);
    return { value: zone, label: label.slice(0, 1).toLocaleUpperCase(locale) + label.slice(1) };
  });
}
