import { sql } from 'kysely';
import { packageState, warningAfter, type PackageLevel } from '#domain/message-package.ts';
import type { PlannedMessage } from '#domain/reminders.ts';
import { dayOfInstant, monthOf } from '#domain/time.ts';
import type { Actor } from '#domain/people.ts';
import type { Tx, World } from '#ports/world.ts';
import { planRows } from '../rows.server.ts';

export interface MessagePackage {
  used: number;
  /** The monthly ones with those added for this month. */
  units: number;
  added: number;
  left: number;
  percent: number;
  level: PackageLevel;
  month: { from: Date; until: Date };
  /** '2026-11', in the specialist's zone. */
  monthName: string;
  zone: string;
}

/** The package of the month that runs in the specialist's zone (M5); null where the actor may not see it. */
export async function packageOf(
  world: Pick<World, 'as' | 'clock'>,
  actor: Actor,
  specialistId: string,
): Promise<MessagePackage | null> {
  if (!('specialistIds' in actor) || !actor.specialistIds.includes(specialistId)) return null;
  return world.as(actor, (tx) => countPackage(tx, specialistId, world.clock.now()));
}

/** The package of the month that an instant falls into; null for an unknown specialist. */
export async function countPackage(tx: Tx, specialistId: string, at: Date): Promise<MessagePackage | null> {
  const row = await tx.selectFrom('specialists').select('zone').where('id', '=', specialistId).executeTakeFirst();
  if (!row) return null;
  const counts = (await countPackages(tx, new Map([[specialistId, row.zone]]), at)).get(specialistId);
  if (!counts) return null;
  const month = monthOf(row.zone, at);
  return { ...counts, ...packageState(counts), month, monthName: monthName(row.zone, at), zone: row.zone };
}

/** Several packages in one question, by specialist: what was sent is the ledger (M5). */
export async function countPackages(
  tx: Tx,
  zones: ReadonlyMap<string, string>,
  at: Date,
): Promise<Map<string, { units: number; added: number; used: number }>> {
  const months = [...zones].map(([id, zone]) => ({ id, name: monthName(zone, at), ...monthOf(zone, at) }));
  const { rows } = await sql<{ id: string; monthly: number; added: number; used: number }>`
    select t.specialist_id as id, t.message_package_units as monthly, coalesce(
      (select sum(p.units)::int from package_topups p where p.specialist_id = t.specialist_id and p.month = m.name), 0) as added, coalesce(
      (select sum(g.units)::int from messages g where g.specialist_id = t.specialist_id and g.units > 0
         and g.sent_at >= m.from_at and g.sent_at < m.until_at), 0) as used
    from unnest(${months.map((month) => month.id)}::uuid[], ${months.map((month) => month.name)}::text[],
                ${months.map((month) => month.from)}::timestamptz[], ${months.map((month) => month.until)}::timestamptz[])
      as m (id, name, from_at, until_at)
    join specialist_settings t on t.specialist_id = m.id`.execute(tx);
  return new Map(rows.map(({ id, monthly, added, used }) => [id, { units: monthly + added, added, used }]));
}

/** '2026-11'. */
export function monthName(zone: string, at: Date): string {
  return dayOfInstant(zone, at).slice(0, 7);
}

/**
 * Tells the specialists whose unit just accepted was the one that reached 80 or 100 % (M5): one notice for each level of
 * each month, again after a top-up. Worker only.
 */
export async function warnOfPackages(
  world: Pick<World, 'ids'>,
  tx: Tx,
  accepted: readonly { specialistId: string; units: number }[],
  now: Date,
): Promise<void> {
  const ids = [...new Set(accepted.filter(({ units }) => units > 0).map(({ specialistId }) => specialistId))];
  if (ids.length === 0) return;
  const specialists = await tx.selectFrom('specialists').select(['id', 'zone']).where('id', 'in', ids).execute();
  const zones = new Map(specialists.map(({ id, zone }) => [id, zone]));
  for (const [specialistId, counts] of await countPackages(tx, zones, now)) {
    // Several may have been accepted at once: each of the last ones may be the one that reached it.
    const here = accepted.filter((one) => one.specialistId === specialistId).length;
    for (let used = counts.used - here + 1; used <= counts.used; used++) {
      const kind = warningAfter({ units: counts.units, used });
      if (kind)
        await planWarning(
          world,
          tx,
          { specialistId, kind, units: counts.units, month: monthName(zones.get(specialistId) ?? 'UTC', now) },
          now,
        );
    }
  }
}

async function planWarning(
  world: Pick<World, 'ids'>,
  tx: Tx,
  warning: { specialistId: string; kind: 'package_nearly' | 'package_used_up'; units: number; month: string },
  now: Date,
): Promise<void> {
  const { specialistId, kind, units, month } = warning;
  const occurrence = `${specialistId} ${month} of ${units}`;
  const planned: PlannedMessage = { kind, audience: 'specialist', channel: 'email', dueAt: now, occurrence };
  await planRows(world, tx, { appointmentId: null, codeId: null, specialistId, packageMonth: month }, [planned], now);
}
