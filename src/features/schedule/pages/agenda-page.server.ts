import type { Locale } from '#domain/people.ts';
import { addDays, instantToWall, isDay, wallToInstant, weekdayOf } from '#domain/time.ts';
import type { World } from '#ports/world.ts';
import type { AgendaDay, AgendaPage, AgendaView } from '../views.ts';
import { dayName, dayTitle, weekTitle, weekdayLetter, weekdayShort } from './agenda-words.ts';
import { listAgenda, type Practice, type PracticeActor } from '../queries.server.ts';
import { listHours, listTimeOff } from '../settings.server.ts';

const agendaViews = ['dia', 'semana', 'lista'] as const satisfies readonly AgendaView[];

/** Reads the address of the agenda: an unknown view is the week, an unknown day today. */
export function readAddress(url: URL): { view: AgendaView; day: string | null } {
  const view = agendaViews.find((one) => one === url.searchParams.get('vista')) ?? 'semana';
  const day = url.searchParams.get('dia') ?? '';
  return { view, day: isDay(day) ? day : null };
}

/** The agenda of a day or a week with everything drawn from it (B9); today on opening. */
export async function readAgendaPage(
  world: Pick<World, 'as' | 'clock' | 'ids'>,
  actor: PracticeActor,
  practice: Practice,
  address: { view: AgendaView; day: string | null },
  locale: Locale,
): Promise<AgendaPage> {
  const { zone } = practice;
  const now = instantToWall(zone, world.clock.now());
  const day = address.day ?? now.date;
  const monday = addDays(day, 1 - weekdayOf(day));
  // A week and a day: on a Sunday the phone's list goes on with Monday.
  const range = { from: wallToInstant(zone, monday, 0), until: wallToInstant(zone, addDays(monday, 8), 0) };
  const events = await listAgenda(world, actor, { specialistId: practice.id, ...range });
  const { rows: hours } = await listHours(world, actor, practice.id);
  const off = await listTimeOff(world, actor, { specialistId: practice.id, fromDay: monday });

  const dates = Array.from({ length: 8 }, (_, i) => addDays(monday, i));
  const all = dates.map((date): AgendaDay => ({
    date,
    weekday: weekdayShort(date, locale),
    letter: weekdayLetter(date, locale),
    number: Number(date.slice(8)),
    name: dayName(date, locale),
    isToday: date === now.date,
    events: events.filter((event) => event.date === date),
    off: off
      .filter((row) => row.onDate === date)
      .map((row) => ({ startsMinute: row.startsMinute ?? 0, endsMinute: row.endsMinute ?? 1440 })),
  }));
  const week = all.slice(0, 7);
  const weekend = hours.some((row) => row.weekday > 5) || week.slice(5).some((one) => one.events.length > 0);
  const working = weekend || weekdayOf(day) > 5 ? week : week.slice(0, 5);
  const days = address.view === 'dia' ? week.filter((one) => one.date === day) : working;
  const step = address.view === 'dia' ? 1 : 7;
  return {
    view: address.view,
    day,
    today: now.date,
    nowMinute: now.minute,
    title: address.view === 'dia' ? dayTitle(day, locale) : weekTitle(monday, addDays(monday, working.length - 1), locale),
    dayTitle: dayTitle(day, locale),
    previous: addDays(day, -step),
    next: addDays(day, step),
    days,
    strip: weekend ? week : week.slice(0, 6),
    ahead: aheadOf(all, day),
    ...hoursShown(days, hours),
  };
}

function aheadOf(days: AgendaDay[], chosen: string): AgendaDay[] {
  const index = days.findIndex((day) => day.date === chosen);
  const next = days.slice(index + 1).find((day) => day.events.length > 0);
  return [days[index], next].filter((day) => day !== undefined);
}

/** From the first hour that is worked or booked to the last; an ordinary day where there is none. */
function hoursShown(days: AgendaDay[], hours: { weekday: number; startsMinute: number; endsMinute: number }[]) {
  const weekdays = new Set(days.map((day) => weekdayOf(day.date)));
  const worked = hours.filter((row) => weekdays.has(row.weekday));
  const events = days.flatMap((day) => day.events);
  const starts = [...worked.map((row) => row.startsMinute), ...events.map((event) => event.minute)];
  const ends = [
    ...worked.map((row) => row.endsMinute),
    ...events.map((event) => Math.min(1440, event.minute + event.durationMinutes)),
  ];
  if (starts.length === 0) return { fromHour: 9, untilHour: 18 };
  return { fromHour: Math.floor(Math.min(...starts) / 60), untilHour: Math.ceil(Math.max(...ends) / 60) };
}
