import { sql } from 'kysely';
import type { Result } from '#domain/result.ts';
import { addDays, dayOfInstant, daysBetween, wallToInstant, weekdayOf } from '#domain/time.ts';
import { newlyOpen, type PlacedStretch } from '#domain/week.ts';
import type { Tx, World } from '#ports/world.ts';

/** Changes the weekly hours, one change at a time, and announces what opened by it on every day that can be booked (B8). */
export async function openingHours(
  world: Pick<World, 'clock' | 'announce'>,
  tx: Tx,
  specialistId: string,
  change: () => Promise<Result<null>>,
): Promise<Result<null>> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${specialistId}, 8))`.execute(tx);
  const before = await hoursOf(tx, specialistId);
  const changed = await change();
  if (!changed.ok) return changed;
  const opened = newlyOpen(before, await hoursOf(tx, specialistId));
  if (opened.length === 0) return changed;
  const { zone, horizonDays } = await tx
    .selectFrom('specialists as s')
    .innerJoin('specialist_settings as t', 't.specialist_id', 's.id')
    .select(['s.zone', 't.horizon_days as horizonDays'])
    .where('s.id', '=', specialistId)
    .executeTakeFirstOrThrow();
  const today = dayOfInstant(zone, world.clock.now());
  for (const modality of ['video', 'in_person'] as const) {
    const stretches = opened
      .filter((one) => one.modality === modality)
      .flatMap((one) => datesOf(one.weekday, today, horizonDays).map((date) => onDate(zone, date, one)));
    if (stretches.length > 0) await world.announce(tx, { type: 'hours-freed', specialistId, modality, stretches });
  }
  return changed;
}

/** The stretch of hours of one date as instants. */
export function onDate(zone: string, date: string, hours: { startsMinute: number | null; endsMinute: number | null }) {
  return { from: wallToInstant(zone, date, hours.startsMinute ?? 0), until: wallToInstant(zone, date, hours.endsMinute ?? 1440) };
}

function datesOf(weekday: number, today: string, horizonDays: number): string[] {
  const first = addDays(today, (weekday - weekdayOf(today) + 7) % 7);
  const weeks = Math.floor((horizonDays - daysBetween(today, first)) / 7) + 1;
  return Array.from({ length: Math.max(0, weeks) }, (_, week) => addDays(first, 7 * week));
}

function hoursOf(tx: Tx, specialistId: string): Promise<PlacedStretch[]> {
  return tx
    .selectFrom('weekly_hours')
    .select(['modality', 'place_id as placeId', 'weekday', 'starts_minute as startsMinute', 'ends_minute as endsMinute'])
    .where('specialist_id', '=', specialistId)
    .execute();
}
