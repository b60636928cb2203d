import type { Locale } from '#domain/people.ts';
import { addDays, formatDayShort, formatHour, instantToWall, isDay, wallToInstant } from '#domain/time.ts';
import { slotsOfServices } from '#features/profiles/free-slots.server.ts';
import type { FreeHour } from '#features/schedule/views.ts';
import type { World } from '#ports/world.ts';

const daysAhead = 21;
const offered = 6;

/** The first hours that patients could book from a day on, by service: what one says on the telephone (B6). */
export async function nextFreeHours(
  world: Pick<World, 'as' | 'clock'>,
  practice: { zone: string },
  input: { serviceIds: readonly string[]; day: string; locale: Locale },
): Promise<Record<string, FreeHour[]>> {
  const now = world.clock.now();
  const { zone } = practice;
  if (!isDay(input.day)) return {};
  const from = new Date(Math.max(now.getTime(), wallToInstant(zone, input.day, 0).getTime()));
  const until = wallToInstant(zone, addDays(instantToWall(zone, from).date, daysAhead), 0);
  const found = await world.as({ kind: 'visitor' }, (tx) => slotsOfServices(tx, input.serviceIds, { from, until }, now));
  return Object.fromEntries([...found].map(([id, { free }]) => [id, free.slice(0, offered).map((slot) => freeHour(zone, slot, input.locale))]));
}

function freeHour(zone: string, slot: Date, locale: Locale): FreeHour {
  const hour = formatHour(zone, slot);
  return { day: instantToWall(zone, slot).date, hour: hour.padStart(5, '0'), dayWords: formatDayShort(zone, slot, locale), hourWords: hour };
}
