import { sql } from 'kysely';
import type { Locale } from '#domain/people.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import { switchedOff } from '#domain/switches.ts';
import { addDays, dayOfInstant, formatDayLong, formatHour, wallToInstant } from '#domain/time.ts';
import type { Wish } from '#domain/waiting-list.ts';
import { isUuid } from '#domain/typed.ts';
import type { World } from '#ports/world.ts';
import { findOffer } from '../offer.server.ts';
import type { OpenWish } from './earlier.ts';
import { wishWords } from './words.server.ts';

/** What the page says of a service that somebody would wait for; null where it is not offered. */
export async function findServiceToWaitFor(world: Pick<World, 'as'>, serviceId: string) {
  if (!isUuid(serviceId)) return null;
  const offer = await world.as({ kind: 'visitor' }, (tx) => findOffer(tx, serviceId));
  return (
    offer && {
      specialist: `${offer.title} ${offer.specialistName}`.trim(),
      slug: offer.slug,
      service: offer.serviceName,
      modality: offer.modality,
    }
  );
}

/**
 * Puts an account, whose contact was proved by signing in, on the waiting list of a service without an appointment, or
 * changes its wish (B8). Refuses `waiting-list-off`, `not-found` where the service is not offered.
 */
export async function waitForAnyHour(
  world: Pick<World, 'as' | 'clock' | 'ids' | 'switches'>,
  accountId: string,
  input: { serviceId: string; wish: Wish; locale: Locale },
): Promise<Result<null>> {
  if (!(await world.switches.isOn('waiting-list'))) return switchedOff('waiting-list');
  const now = world.clock.now();
  return world.as({ kind: 'patient', accountId }, async (tx) => {
    const offer = await findOffer(tx, input.serviceId);
    if (!offer) return refuse('not-found');
    const { weekdays, part, fromDate } = input.wish;
    const values = { weekdays: [...weekdays], part, from_date: fromDate };
    const changed = await tx
      .updateTable('waiting_requests')
      .set(values)
      .where('account_id', '=', accountId)
      .where('service_id', '=', offer.serviceId)
      .where('ended_at', 'is', null)
      .executeTakeFirst();
    if (changed.numUpdatedRows > 0n) return success(null);
    await tx
      .insertInto('waiting_requests')
      .values({
        id: world.ids.uuid(),
        specialist_id: offer.specialistId,
        service_id: offer.serviceId,
        account_id: accountId,
        zone: offer.zone,
        locale: input.locale,
        asked_at: now,
        seen_until: addDays(dayOfInstant(offer.zone, now), offer.horizonDays),
        ...values,
      })
      .execute();
    return success(null);
  });
}

/** What an account waits for without having an appointment, with the hour it is offered right now (A2, B8). */
export async function listOpenWishes(world: Pick<World, 'as' | 'clock'>, accountId: string, locale: Locale): Promise<OpenWish[]> {
  const now = world.clock.now();
  const rows = await world.as({ kind: 'patient', accountId }, (tx) =>
    tx
      .selectFrom('waiting_requests as w')
      .innerJoin('specialists as s', 's.id', 'w.specialist_id')
      .innerJoin('services as v', 'v.id', 'w.service_id')
      .leftJoin('waiting_offers as o', (join) =>
        join.onRef('o.request_id', '=', 'w.id').on('o.status', '=', 'open').on('o.expires_at', '>', now),
      )
      .where('w.account_id', '=', accountId)
      .where('w.ended_at', 'is', null)
      .select([
        'w.id',
        'w.service_id',
        'w.zone',
        'w.weekdays',
        'w.part',
        'w.from_date',
        's.title',
        's.full_name',
        's.slug',
        'v.name',
        'o.starts_at',
        'o.expires_at',
      ])
      .orderBy('w.asked_at')
      .execute(),
  );
  return rows.map((row) => ({
    id: row.id,
    specialist: `${row.title} ${row.full_name}`.trim(),
    slug: row.slug,
    service: row.name,
    words: wishWords({ weekdays: row.weekdays, part: row.part, fromDate: row.from_date }, locale),
    offer:
      row.starts_at && row.expires_at
        ? {
            day: formatDayLong(row.zone, row.starts_at, locale),
            hour: formatHour(row.zone, row.starts_at),
            until: formatHour(row.zone, row.expires_at),
            serviceId: row.service_id,
            startsAt: row.starts_at.toISOString(),
          }
        : null,
  }));
}

/** Days that came within the horizon since it was last looked at are hours like freed ones for who has none yet (B8). */
export async function openNewDays(world: Pick<World, 'as' | 'clock'>): Promise<void> {
  const now = world.clock.now();
  await world.as({ kind: 'system', job: 'waiting-list' }, async (tx) => {
    const rows = await tx
      .selectFrom('waiting_requests as w')
      .innerJoin('specialists as s', 's.id', 'w.specialist_id')
      .innerJoin('specialist_settings as t', 't.specialist_id', 's.id')
      .where('w.account_id', 'is not', null)
      .where('w.ended_at', 'is', null)
      .select(['w.specialist_id', 's.zone', 't.horizon_days'])
      .select(({ fn }) => fn.min<string | null>('w.seen_until').as('seen'))
      .groupBy(['w.specialist_id', 's.zone', 't.horizon_days'])
      .execute();
    for (const { specialist_id, zone, horizon_days, seen } of rows) {
      const last = addDays(dayOfInstant(zone, now), horizon_days);
      if (seen !== null && seen >= last) continue;
      const from = wallToInstant(zone, seen === null ? last : addDays(seen, 1), 0);
      const until = wallToInstant(zone, addDays(last, 1), 0);
      await sql`select note_freed_hours(${specialist_id}, ${from}, ${until}, null, null, ${now})`.execute(tx);
      await tx
        .updateTable('waiting_requests')
        .set({ seen_until: last })
        .where('specialist_id', '=', specialist_id)
        .where('account_id', 'is not', null)
        .where('ended_at', 'is', null)
        .execute();
    }
  });
}
