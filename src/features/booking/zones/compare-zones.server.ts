import { sql } from 'kysely';
import { changesOf } from '#domain/zone-rules.ts';
import type { World } from '#ports/world.ts';

const system = { kind: 'system', job: 'compare-zones' } as const;
const years = { from: 2024, until: 2031 };

export interface ZoneDifference {
  zone: string;
  /** The first instant at which the two disagree. */
  at: Date;
  ownMinutes: number;
  databaseMinutes: number;
}

/**
 * Node and PostgreSQL carry a tzdata each: where do they disagree, a minute before, at and a day after every change of
 * the clock (quality 59)? Of each zone the first
 * difference; once a month is looked at as well.
 */
export async function compareZones(
  world: Pick<World, 'as'>,
  zones: readonly string[],
  changesKnown: typeof changesOf = changesOf,
): Promise<ZoneDifference[]> {
  const asked = zones.flatMap((zone) => {
    const changes = changesKnown(zone, years.from, years.until);
    return changes.flatMap(({ at, offsetMinutes }, index) => [
      ...(index > 0 ? [{ zone, at: new Date(at.getTime() - 60_000), own: changes[index - 1]?.offsetMinutes ?? offsetMinutes }] : []),
      { zone, at, own: offsetMinutes },
      { zone, at: new Date(at.getTime() + 86_400_000), own: offsetMinutes },
    ]);
  });
  // Once a month as well: a change that only the database knows lies between ours.
  for (const zone of zones) {
    const changes = changesKnown(zone, years.from, years.until);
    for (let month = 0; month < (years.until - years.from + 1) * 12; month += 1) {
      const at = new Date(Date.UTC(years.from, month, 15, 12));
      asked.push({ zone, at, own: changes.findLast((change) => change.at <= at)?.offsetMinutes ?? 0 });
    }
  }
  const { rows } = await world.as(system, (tx) =>
    sql<{ minutes: number }>`
      select extract(epoch from (q.at at time zone q.zone) - (q.at at time zone 'UTC'))::float8 / 60 as minutes
      from unnest(${asked.map((one) => one.zone)}::text[], ${asked.map((one) => one.at)}::timestamptz[]) with ordinality as q(zone, at, place)
      order by q.place
    `.execute(tx),
  );
  const found = new Map<string, ZoneDifference>();
  for (const [index, { zone, at, own }] of asked.entries()) {
    const minutes = rows[index]?.minutes ?? Number.NaN;
    const known = found.get(zone);
    if (minutes !== own && (!known || at < known.at)) found.set(zone, { zone, at, ownMinutes: own, databaseMinutes: minutes });
  }
  return [...found.values()];
}

/** Warns, by name, of each served zone on which Node and the database disagree. */
export async function warnOfZones(world: Pick<World, 'as' | 'log'>): Promise<void> {
  const rows = await world.as(system, (tx) => tx.selectFrom('specialists').select('zone').distinct().execute());
  for (const one of await compareZones(world, rows.map((row) => row.zone))) {
    world.log.warn({ ...one, at: one.at.toISOString() }, 'Node and PostgreSQL disagree on a zone: update the one whose tzdata is older');
  }
}
