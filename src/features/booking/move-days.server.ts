import { formatDayLong, formatDayShort, instantToWall } from '#domain/time.ts';
import type { Actor, Locale } from '#domain/people.ts';
import type { World } from '#ports/world.ts';
import { slotsToMoveTo } from './change.server.ts';
import type { MoveDay } from './own-appointment.ts';

const lookAhead = 30;
const noon = 14 * 60;

/** The days with free hours to which an appointment could move, the nearest first. */
export async function daysToMoveTo(
  world: Pick<World, 'as' | 'clock' | 'announce'>,
  actor: Actor,
  input: { appointmentId: string; zone: string; locale: Locale },
): Promise<MoveDay[]> {
  return slotsByDay(await slotsToMoveTo(world, actor, input.appointmentId, lookAhead), input.zone, input.locale);
}

/** Free hours by their day on that wall, morning and afternoon apart, in the order of time. */
export function slotsByDay(slots: readonly Date[], zone: string, locale: Locale): MoveDay[] {
  const days = new Map<string, MoveDay>();
  for (const slot of slots) {
    const { date, minute } = instantToWall(zone, slot);
    let day = days.get(date);
    if (!day) {
      const [weekday = '', number = ''] = formatDayShort(zone, slot, locale).split(' ');
      day = { date, day: formatDayLong(zone, slot, locale), weekday, number, morning: [], afternoon: [] };
      days.set(date, day);
    }
    // The words of a day are made once: hundreds of hours are drawn for everybody who lost a race (S10).
    const hour = `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`;
    (minute < noon ? day.morning : day.afternoon).push({ startsAt: slot.toISOString(), hour });
  }
  return [...days.values()];
}
