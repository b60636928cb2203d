import type { Locale } from './people.ts';

/** Instants, wall times and their words, by Temporal: on the server alone. What adds and compares ISO dates runs anywhere. */

export interface WallTime {
  /** `YYYY-MM-DD` in the zone. */
  date: string;
  /** Minutes since midnight on the clock of the wall, 0–1439. */
  minute: number;
  /** 1 = Monday … 7 = Sunday (ISO 8601). */
  weekday: number;
  /** `YYYY-MM-DDTHH:MM`. */
  text: string;
}

const DAY = 86_400_000;

/** Is this an IANA zone that this machine knows? Browsers send theirs: ask before trusting it. */
export function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '' && !/^[+-]/.test(zone);
  } catch {
    return false;
  }
}

/** Is this a day of the calendar, `YYYY-MM-DD`, of a year that anybody here lives in? Addresses and forms are asked first. */
export function isDay(text: string): boolean {
  if (!/^(19|20|21)\d\d-\d\d-\d\d$/.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 10) === text;
}

/** An instant as an address or a form names it, `YYYY-MM-DDTHH:MM…`, of the same years as `isDay`; null for anything else. */
export function readInstant(text: string): Date | null {
  const instant = new Date(isDay(text.slice(0, 10)) && text[10] === 'T' ? text : Number.NaN);
  return Number.isNaN(instant.getTime()) ? null : instant;
}

/**
 * The instant of a wall time, by the rule "compatible" (quality 58): of a repeated hour the earlier, an absent
 * one is moved on. `minuteOfDay` may be 1440, the next midnight.
 */
export function wallToInstant(zone: string, isoDate: string, minuteOfDay: number): Date {
  const date = minuteOfDay >= 1440 ? addDays(isoDate, Math.floor(minuteOfDay / 1440)) : isoDate;
  const minute = minuteOfDay % 1440;
  const wall = Temporal.PlainDate.from(date).toPlainDateTime({ hour: Math.floor(minute / 60), minute: minute % 60 });
  return new Date(wall.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds);
}

export function instantToWall(zone: string, instant: Date): WallTime {
  const { date, minute } = wallOf(zone, instant);
  return { date, minute, weekday: weekdayOf(date), text: `${date}T${two(Math.floor(minute / 60))}:${two(minute % 60)}` };
}

export function addDays(isoDate: string, days: number): string {
  return dateOf(dayNumber(isoDate) + days);
}

/** Days from one date to the other; negative where `until` lies before. */
export function daysBetween(from: string, until: string): number {
  return dayNumber(until) - dayNumber(from);
}

/** 1 = Monday … 7 = Sunday of an ISO date. */
export function weekdayOf(isoDate: string): number {
  return ((dayNumber(isoDate) + 3) % 7) + 1;
}

/** The date on the wall of that zone, `YYYY-MM-DD`. */
export function dayOfInstant(zone: string, instant: Date): string {
  return wallOf(zone, instant).date;
}

/** The month in that zone that holds the instant, from its first midnight until the next month's (M5). */
export function monthOf(zone: string, instant: Date): { from: Date; until: Date } {
  const first = `${dayOfInstant(zone, instant).slice(0, 7)}-01`;
  const next = `${addDays(first, 31).slice(0, 7)}-01`;
  return { from: wallToInstant(zone, first, 0), until: wallToInstant(zone, next, 0) };
}

/** What an instant needs to be told beside its hour when the clock is set back over it: `UTC+2`, otherwise null (fault 7). */
export function repeatedHourOffset(zone: string, instant: Date): string | null {
  const wall = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone);
  const plain = wall.toPlainDateTime();
  const earlier = plain.toZonedDateTime(zone, { disambiguation: 'earlier' });
  const later = plain.toZonedDateTime(zone, { disambiguation: 'later' });
  if (earlier.epochMilliseconds === later.epochMilliseconds) return null;
  const [sign, hours, minutes] = [wall.offset.slice(0, 1), Number(wall.offset.slice(1, 3)), wall.offset.slice(4, 6)];
  return `UTC${sign}${hours}${minutes === '00' ? '' : `:${minutes}`}`;
}

const cities: Record<string, { es: string; en: string; short?: string }> = {
  'Europe/Madrid': { es: 'Madrid', en: 'Madrid' },
  'Africa/Ceuta': { es: 'Ceuta', en: 'Ceuta' },
  'Atlantic/Canary': { es: 'Canarias', en: 'Canary Islands', short: 'Canarias' },
  'America/Mexico_City': { es: 'Ciudad de México', en: 'Mexico City', short: 'CDMX' },
  'America/Monterrey': { es: 'Monterrey', en: 'Monterrey' },
  'America/Merida': { es: 'Mérida', en: 'Mérida' },
  'America/Cancun': { es: 'Cancún', en: 'Cancún' },
  'America/Tijuana': { es: 'Tijuana', en: 'Tijuana' },
  'America/Hermosillo': { es: 'Hermosillo', en: 'Hermosillo' },
  'America/Chihuahua': { es: 'Chihuahua', en: 'Chihuahua' },
  'America/Ciudad_Juarez': { es: 'Ciudad Juárez', en: 'Ciudad Juárez', short: 'Juárez' },
  'America/Ojinaga': { es: 'Ojinaga', en: 'Ojinaga' },
  'America/Matamoros': { es: 'Matamoros', en: 'Matamoros' },
  'America/Mazatlan': { es: 'Mazatlán', en: 'Mazatlán' },
  'America/Bahia_Banderas': { es: 'Bahía de Banderas', en: 'Bahía de Banderas', short: 'B. Banderas' },
};

/** The city that names a zone: 'Madrid', 'Ciudad de México'; `short` for an SMS: 'CDMX' (M8). */
export function zoneCity(zone: string, locale: Locale, length: 'long' | 'short' = 'long'): string {
  const city = cities[zone];
  if (!city) return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
  return length === 'short' ? (city.short ?? city[locale]) : city[locale];
}

/** 'hora de Madrid', 'Madrid time'. */
export function zoneName(zone: string, locale: Locale): string {
  return locale === 'es' ? `hora de ${zoneCity(zone, locale)}` : `${zoneCity(zone, locale)} time`;
}

/** 'jueves 26 de noviembre', 'Thursday 26 November'. */
export function formatDayLong(zone: string, instant: Date, locale: Locale): string {
  return words(zone, instant, locale, { weekday: 'long', day: 'numeric', month: 'long' });
}

/** 'jueves 26 de noviembre de 2026', 'Thursday 26 November 2026': on what is kept for years. */
export function formatDayAndYear(zone: string, instant: Date, locale: Locale): string {
  const day = formatDayLong(zone, instant, locale);
  const year = dayOfInstant(zone, instant).slice(0, 4);
  return locale === 'es' ? `${day} de ${year}` : `${day} ${year}`;
}

/** 'jue 26', 'Thu 26'. */
export function formatDayShort(zone: string, instant: Date, locale: Locale): string {
  const weekday = formatter(tags[locale], zone, { weekday: 'short' }).format(instant).replace('.', '');
  return `${weekday} ${Number(dayOfInstant(zone, instant).slice(8))}`;
}

/** 'hoy', 'mañana', 'jueves 26'; four weeks away or past, where 'jueves 26' could mislead, the long day. */
export function formatDayRelative(zone: string, instant: Date, now: Date, locale: Locale): string {
  const day = dayOfInstant(zone, instant);
  const away = daysBetween(dayOfInstant(zone, now), day);
  if (away === 0) return locale === 'es' ? 'hoy' : 'today';
  if (away === 1) return locale === 'es' ? 'mañana' : 'tomorrow';
  if (away < 0 || away >= 28) return formatDayLong(zone, instant, locale);
  return `${formatter(tags[locale], zone, { weekday: 'long' }).format(instant)} ${Number(day.slice(8))}`;
}

/** '18:40', '9:00'. */
export function formatHour(zone: string, instant: Date): string {
  const { minute } = wallOf(zone, instant);
  return `${Math.floor(minute / 60)}:${two(minute % 60)}`;
}

/** Do the clocks on both walls show the same at that instant? Then one zone is enough to name (B1). */
export function sameWallTime(zoneA: string, zoneB: string, instant: Date): boolean {
  return (
    zoneA === zoneB ||
    (dayOfInstant(zoneA, instant) === dayOfInstant(zoneB, instant) && formatHour(zoneA, instant) === formatHour(zoneB, instant))
  );
}

/** A stretch of time in which a zone keeps one offset from UTC, all in milliseconds. */
interface Stretch {
  from: number;
  until: number;
  offset: number;
}

// Asking for the offset costs fifty times what using it does, and a page of results asks a thousand times.
const stretches = new Map<string, Stretch>();
function stretchAt(zone: string, ms: number): Stretch {
  const known = stretches.get(zone);
  if (known && ms >= known.from && ms < known.until) return known;
  if (stretches.size >= mostFormatters) stretches.clear();
  const at = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
  const stretch = {
    // A nanosecond later, so that an instant that is itself a change belongs to what begins with it.
    from: at.add({ nanoseconds: 1 }).getTimeZoneTransition('previous')?.epochMilliseconds ?? Number.NEGATIVE_INFINITY,
    until: at.getTimeZoneTransition('next')?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
    offset: Math.floor(at.offsetNanoseconds / 1e6),
  };
  stretches.set(zone, stretch);
  return stretch;
}

/** Date and minute of the day on the wall of that zone. Throws RangeError for an invalid instant or zone. */
function wallOf(zone: string, instant: Date): { date: string; minute: number } {
  const ms = instant.getTime();
  const wall = ms + stretchAt(zone, ms).offset;
  const day = Math.floor(wall / DAY);
  return { date: dateOf(day), minute: Math.floor((wall - day * DAY) / 60_000) };
}

// Writing and reading a date costs ten times what finding it here does, and a page of results does it a thousand times.
const mostDates = 4000;
const datesByDay = new Map<number, string>();
const daysByDate = new Map<string, number>();

/** The ISO date of a day counted from 1 January 1970. Throws RangeError for none. */
function dateOf(day: number): string {
  let date = datesByDay.get(day);
  if (date !== undefined) return date;
  date = new Date(day * DAY).toISOString().slice(0, 10);
  if (datesByDay.size >= mostDates) datesByDay.clear();
  datesByDay.set(day, date);
  return date;
}

const tags: Record<Locale, string> = { es: 'es-ES', en: 'en-GB' };

// Making an Intl formatter costs a hundred times what using it does. Zones come from addresses, in any spelling: the
// memory has an end.
const mostFormatters = 2000;
const formatters = new Map<string, Intl.DateTimeFormat>();
function formatter(tag: string, zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${tag} ${zone} ${Object.values(options).join()} ${Object.keys(options).join()}`;
  let known = formatters.get(key);
  if (!known && formatters.size >= mostFormatters) formatters.clear();
  if (!known) formatters.set(key, (known = new Intl.DateTimeFormat(tag, { ...options, timeZone: zone })));
  return known;
}

function words(zone: string, instant: Date, locale: Locale, options: Intl.DateTimeFormatOptions): string {
  return formatter(tags[locale], zone, options).format(instant).replaceAll(',', '');
}

function dayNumber(isoDate: string): number {
  const known = daysByDate.get(isoDate);
  if (known !== undefined) return known;
  const ms = Date.parse(`${isoDate}T00:00:00Z`);
  if (Number.isNaN(ms)) throw new RangeError(`not an ISO date: ${isoDate}`);
  if (daysByDate.size >= mostDates) daysByDate.clear();
  daysByDate.set(isoDate, ms / DAY);
  return ms / DAY;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
