import type { Locale } from '#domain/people.ts';
import { addDays, instantToWall, isDay, weekdayOf } from '#domain/time.ts';
import type { World } from '#ports/world.ts';
import type { Practice, PracticeActor } from '../queries.server.ts';
import type { AgendaDay, AgendaPage, AgendaView } from '../views.ts';
import { readDays } from './agenda-days.server.ts';
import { dayShort, dayTitle, monthTitle, weekTitle } from './agenda-words.ts';

const agendaViews = ['dia', 'semana', 'lista', 'equipo'] as const satisfies readonly AgendaView[];

/** Reads the address of the agenda: an unknown view is the week, an unknown day today. */
export function readAddress(url: URL): { view: AgendaView; day: string | null } {
  const view = agendaViews.find((one) => one === url.searchParams.get('vista')) ?? 'semana';
  const day = url.searchParams.get('dia') ?? '';
  return { view, day: isDay(day) ? day : null };
}

/**
 * The agenda of a day or a week with everything drawn from it (B9), today on opening; or one day of every specialist
 * in `practices` side by side (B6), where there is more than one.
 */
export async function readAgendaPage(
  world: Pick<World, 'as' | 'clock' | 'note'>,
  actor: PracticeActor,
  practice: Practice,
  address: { view: AgendaView; day: string | null },
  locale: Locale,
  practices: readonly Practice[] = [practice],
): Promise<AgendaPage> {
  const now = instantToWall(practice.zone, world.clock.now());
  const day = address.day ?? now.date;
  const view = address.view === 'equipo' && practices.length < 2 ? 'dia' : address.view;
  const monday = addDays(day, 1 - weekdayOf(day));
  // A week and a day: on a Sunday the phone's list goes on with Monday.
  const own = await readDays(world, actor, practice, { fromDay: monday, count: 8, owner: false }, locale);
  const week = own.days.slice(0, 7);
  const weekend = own.worksOn(6) || own.worksOn(7) || week.slice(5).some((one) => one.events.length > 0);
  const working = weekend || weekdayOf(day) > 5 ? week : week.slice(0, 5);
  const ofDay = week.filter((one) => one.date === day);
  const columns = {
    dia: ofDay,
    semana: working,
    lista: working,
    equipo: view === 'equipo' ? await sideBySide(world, actor, practices, day, locale) : [],
  };
  const oneDay = view === 'dia' || view === 'equipo';
  const step = oneDay ? 1 : 7;
  return {
    view,
    day,
    today: now.date,
    nowMinute: now.minute,
    title: oneDay ? dayTitle(day, locale) : weekTitle(monday, addDays(monday, working.length - 1), locale),
    dayTitle: dayShort(day, locale),
    month: monthTitle(day, now.date, locale),
    previous: addDays(day, -step),
    next: addDays(day, step),
    days: columns[view],
    strip: weekend ? week : week.slice(0, 6),
    ahead: aheadOf(own.days, day),
    ...hoursShown(columns[view]),
  };
}

async function sideBySide(
  world: Pick<World, 'as' | 'clock' | 'note'>,
  actor: PracticeActor,
  practices: readonly Practice[],
  day: string,
  locale: Locale,
): Promise<AgendaDay[]> {
  const columns: AgendaDay[] = [];
  for (const one of practices) {
    columns.push(...(await readDays(world, actor, one, { fromDay: day, count: 1, owner: true }, locale)).days);
  }
  return columns;
}

function aheadOf(days: AgendaDay[], chosen: string): AgendaDay[] {
  const index = days.findIndex((day) => day.date === chosen);
  const next = days.slice(index + 1).find((day) => day.events.length > 0);
  return [days[index], next].filter((day) => day !== undefined);
}

/** From an hour before the first that is worked or booked to one after the last; an ordinary day where there is none. */
function hoursShown(days: AgendaDay[]) {
  const spans = days.flatMap((day) => [
    ...day.open.video,
    ...day.open.in_person,
    ...day.off.filter((off) => off.endsMinute - off.startsMinute < 1440),
    ...day.events.map((event) => ({ startsMinute: event.minute, endsMinute: event.minute + event.durationMinutes })),
  ]);
  if (spans.length === 0) return { fromHour: 8, untilHour: 20 };
  const first = Math.min(...spans.map((span) => span.startsMinute));
  const last = Math.max(...spans.map((span) => Math.min(1440, span.endsMinute)));
  return { fromHour: Math.max(0, Math.floor(first / 60) - 1), untilHour: Math.min(24, Math.ceil(last / 60) + 1) };
}
