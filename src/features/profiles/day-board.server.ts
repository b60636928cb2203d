import type { Locale } from '#domain/people.ts';
import { addDays, dayOfInstant, formatDayLong, formatDayRelative, formatDayShort, formatHour, instantToWall, repeatedHourOffset, sameWallTime, wallToInstant, zoneName } from '#domain/time.ts';
import { m } from '#texts/compiled/messages.js';
import type { BoardDay, BoardSlot, DayBoard } from './day-board.ts';
import type { ServiceSlots } from './free-slots.server.ts';
import { datesOfMonth, monthGrid } from './month-grid.server.ts';

const afternoonFrom = 14 * 60;

/**
 * The days and hours of a service on the viewer's wall, the chosen day opened; the first free one by itself (B1). The
 * coming days in a row, or the month that was asked for.
 */
export function dayBoard(
  slots: ServiceSlots,
  view: { zone: string | null; date: string | null; month: string | null; now: Date; days: number; locale: Locale },
): DayBoard {
  const { locale, now } = view;
  const zone = view.zone ?? slots.zone;
  const today = dayOfInstant(zone, now);
  const byDate = Map.groupBy(slots.free, (slot) => dayOfInstant(zone, slot));
  const dates = view.month ? datesOfMonth(view.month) : Array.from({ length: view.days }, (_, index) => addDays(today, index));
  const chosen = view.date && dates.includes(view.date) ? view.date : (dates.find((date) => byDate.has(date)) ?? null);
  const told = chosen === null ? [] : hoursOf(slots, chosen, zone, now, locale);
  const days = dates.map((date) => boardDay(date, byDate.get(date)?.length ?? 0, zone, now, locale));
  return {
    month: monthWords(zone, dates, locale),
    days: view.month ? [] : days,
    grid: view.month ? monthGrid(view.month, days, { first: today, last: dayOfInstant(zone, slots.bookableUntil), locale }) : null,
    date: chosen,
    morning: told.filter((slot) => slot.minute < afternoonFrom).map(({ minute: _minute, ...slot }) => slot),
    afternoon: told.filter((slot) => slot.minute >= afternoonFrom).map(({ minute: _minute, ...slot }) => slot),
    zone,
    zoneName: capital(zoneName(zone, locale)),
    practiceZoneName: differs(slots, zone, now) ? zoneName(slots.zone, locale) : null,
  };
}

function hoursOf(slots: ServiceSlots, date: string, zone: string, now: Date, locale: Locale): (BoardSlot & { minute: number })[] {
  const free = new Set(slots.free.map((slot) => slot.getTime()));
  return [...slots.free, ...slots.taken]
    .filter((slot) => dayOfInstant(zone, slot) === date)
    .sort((a, b) => a.getTime() - b.getTime())
    .map((slot) => {
      const offset = repeatedHourOffset(zone, slot);
      const hour = offset ? `${formatHour(zone, slot)} (${offset})` : formatHour(zone, slot);
      const day = capital(formatDayRelative(zone, slot, now, locale));
      const words = m.profile_day_and_hour({ day, hour }, { locale });
      return { startsAt: slot.toISOString(), hour, words, taken: !free.has(slot.getTime()), minute: instantToWall(zone, slot).minute };
    });
}

function boardDay(date: string, count: number, zone: string, now: Date, locale: Locale): BoardDay {
  const noon = wallToInstant(zone, date, 720);
  const today = date === dayOfInstant(zone, now);
  const weekday = today ? m.profile_today({}, { locale }) : capital(formatDayShort(zone, noon, locale).split(' ')[0] ?? '');
  const note = count === 1 ? m.profile_one_slot({}, { locale }) : m.profile_slots({ count }, { locale });
  const words = m.profile_day_and_slots({ day: formatDayLong(zone, noon, locale), slots: count === 0 ? m.profile_no_slots({}, { locale }).toLowerCase() : note }, { locale });
  return { date, weekday, number: String(Number(date.slice(8))), note, words, free: count };
}

function monthWords(zone: string, dates: string[], locale: Locale): string {
  const month = (date: string) => new Intl.DateTimeFormat(locale === 'es' ? 'es-ES' : 'en-GB', { month: 'long', timeZone: zone }).format(wallToInstant(zone, date, 720));
  const [first, last] = [month(dates[0] ?? ''), month(dates.at(-1) ?? '')];
  return first === last ? capital(first) : m.profile_months({ first: capital(first), last }, { locale });
}

function differs(slots: ServiceSlots, zone: string, now: Date): boolean {
  return !sameWallTime(slots.zone, zone, slots.free[0] ?? now);
}

function capital(text: string): string {
  return text.slice(0, 1).toLocaleUpperCase('es') + text.slice(1);
}
