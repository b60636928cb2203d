import type { Locale } from '#domain/people.ts';
import { addDays, instantToWall, wallToInstant } from '#domain/time.ts';
import type { World } from '#ports/world.ts';
import { readAgendaTimes } from '../reads/agenda-times.server.ts';
import { listAgenda, type Practice, type PracticeActor } from '../queries.server.ts';
import type { AgendaDay } from '../views.ts';
import { dayName, weekdayLetter, weekdayShort } from './agenda-words.ts';

/** Days of one specialist as columns: appointments, bookings under way, hours (B9). One row of audit (G2). */
export async function readDays(
  world: Pick<World, 'as' | 'clock' | 'note'>,
  actor: PracticeActor,
  practice: Practice,
  range: { fromDay: string; count: number; owner: boolean },
  locale: Locale,
): Promise<{ days: AgendaDay[]; worksOn: (weekday: number) => boolean }> {
  const { zone } = practice;
  const now = instantToWall(zone, world.clock.now());
  const dates = Array.from({ length: range.count }, (_, i) => addDays(range.fromDay, i));
  const events = await listAgenda(world, actor, {
    specialistId: practice.id,
    from: wallToInstant(zone, range.fromDay, 0),
    until: wallToInstant(zone, addDays(range.fromDay, range.count), 0),
  });
  const times = await readAgendaTimes(world, actor, practice, range);
  const days = dates.map((date) => ({
    key: range.owner ? practice.id : date,
    specialistId: practice.id,
    owner: range.owner ? `${practice.title} ${practice.fullName}`.trim() : null,
    date,
    weekday: weekdayShort(date, locale),
    letter: weekdayLetter(date, locale),
    number: Number(date.slice(8)),
    name: dayName(date, locale),
    isToday: date === now.date,
    nowMinute: now.minute,
    today: now.date,
    events: events.filter((event) => event.date === date),
    holds: times.holds.filter((hold) => hold.date === date),
    busy: times.busy.filter((busy) => busy.date === date),
    ...times.of(date),
    bufferMinutes: times.bufferMinutes,
    gridStep: times.gridStep,
  }));
  return { days, worksOn: times.worksOn };
}
