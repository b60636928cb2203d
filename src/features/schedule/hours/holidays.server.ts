import { regionOfCity } from '#domain/privacy/region.ts';
import { addDays, dayOfInstant, weekdayOf } from '#domain/time.ts';
import type { Locale } from '#domain/people.ts';
import { success, type Result } from '#domain/result.ts';
import type { World } from '#ports/world.ts';
import type { PracticeActor } from '../queries.server.ts';
import { addTimeOff } from './exceptions.server.ts';
import { timeOffForm } from './schema.ts';

export interface Holiday {
  date: string;
  name: string;
  /** Is the whole day off already? */
  off: boolean;
  /** Nobody could book that day anyway: no weekly hours fall on it, none were opened, no appointment stands. */
  closed: boolean;
}

/**
 * The holidays of the specialist's country and region for a year from today: offered, never taken off silently (B1). While no weekly
 * hours are written none counts as closed.
 * `region` is null where the city does not tell it; then only the country's are listed.
 */
export async function listHolidays(
  world: Pick<World, 'as' | 'clock'>,
  actor: PracticeActor,
  practice: { id: string; zone: string; country: string },
  locale: Locale,
): Promise<{ region: string | null; holidays: Holiday[] }> {
  const today = dayOfInstant(practice.zone, world.clock.now());
  const end = addDays(today, 365);
  const { city, wholeDays, weekdays, others } = await world.as(actor, async (tx) => {
    const row = await tx.selectFrom('specialists').select('city').where('id', '=', practice.id).executeTakeFirst();
    const exceptions = await tx
      .selectFrom('hour_exceptions')
      .select(['on_date', 'kind', 'modality', 'starts_minute'])
      .where('specialist_id', '=', practice.id)
      .where('on_date', '>=', today)
      .execute();
    const weekly = await tx
      .selectFrom('weekly_hours')
      .select('weekday')
      .distinct()
      .where('specialist_id', '=', practice.id)
      .execute();
    const standing = await tx
      .selectFrom('appointments')
      .select('starts_at')
      .where('specialist_id', '=', practice.id)
      .where('status', '=', 'booked')
      .where('starts_at', '>=', world.clock.now())
      .execute();
    const opened = exceptions.filter((one) => one.kind === 'extra');
    const off = exceptions.filter((one) => one.kind === 'off' && one.modality === null && one.starts_minute === null);
    return {
      city: row?.city ?? '',
      wholeDays: new Set(off.map((one) => one.on_date)),
      weekdays: new Set(weekly.map((one) => one.weekday)),
      others: new Set([...opened.map((one) => one.on_date), ...standing.map((one) => dayOfInstant(practice.zone, one.starts_at))]),
    };
  });
  const region = regionOfCity(practice.country, city, practice.zone);
  // Only this page needs the calendar of every country.
  const { default: Holidays } = await import('date-holidays');
  const calendar = region ? new Holidays(practice.country, region) : new Holidays(practice.country);
  const byDate = new Map<string, string>();
  for (const year of new Set([Number(today.slice(0, 4)), Number(end.slice(0, 4))])) {
    for (const one of calendar.getHolidays(year, locale)) {
      const date = one.date.slice(0, 10);
      if (one.type === 'public' && date >= today && date < end && !byDate.has(date)) byDate.set(date, one.name);
    }
  }
  const holidays = [...byDate]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([date, name]) => ({
      date,
      name,
      off: wholeDays.has(date),
      closed: weekdays.size > 0 && !weekdays.has(weekdayOf(date)) && !others.has(date),
    }));
  return { region: region && (calendar.getStates(practice.country, locale)?.[region] ?? null), holidays };
}

/**
 * Takes whole holidays off, at once, so that nobody books into them any more. Answers those on which appointments
 * stand, soonest first: what becomes of them is asked, not decided (B9). Refuses what `addTimeOff` refuses.
 */
export async function takeHolidays(
  world: Pick<World, 'as' | 'clock' | 'ids'>,
  actor: PracticeActor,
  practice: { id: string; zone: string; country: string },
  dates: readonly string[],
): Promise<Result<{ toAsk: string[] }>> {
  const { holidays } = await listHolidays(world, actor, practice, 'es');
  const toAsk: string[] = [];
  for (const one of holidays.filter((holiday) => !holiday.off && dates.includes(holiday.date))) {
    const form = timeOffForm.parse({ desde: one.date, motivo: one.name.slice(0, 80) });
    const taken = await addTimeOff(world, actor, practice, form, 'keep');
    if (!taken.ok) return taken;
    if (taken.value.stillBooked > 0) toAsk.push(taken.value.groupId);
  }
  return success({ toAsk });
}
