import { sql } from 'kysely';
import type { World } from '#ports/world.ts';

const system = { kind: 'system', job: 'key-rotation' } as const;

/** Where wrapped data keys stand: table, column, and the column that names the row. */
const places = [
  { table: 'data_keys', row: 'person_id', column: 'wrapped' },
  { table: 'second_factors', row: 'id', column: 'data_key' },
  { table: 'external_calendars', row: 'id', column: 'data_key' },
] as const;

const batch = 500;
const firstId = '00000000-0000-0000-0000-000000000000';

export interface Rotation {
  /** Keys that are now under the master key in use and were under another. */
  rewrapped: number;
  /** Ids of master keys that nothing needs any more. */
  retired: string[];
}

/**
 * Puts every data key under the master key in use while the product runs (quality 86, fault 58): handfuls that are each
 * their own transaction, nobody waits for more than one of them; broken off, it goes on with what is left. What was sealed
 * is not touched. Throws where a data key opens under none of the keys.
 */
export async function rotateKeys(world: Pick<World, 'as' | 'clock' | 'vault'>): Promise<Rotation> {
  let rewrapped = 0;
  for (const place of places) rewrapped += await rotatePlace(world, place);
  return { rewrapped, retired: await retireOthers(world) };
}

async function rotatePlace(world: Pick<World, 'as' | 'vault'>, { table, row, column }: (typeof places)[number]): Promise<number> {
  let rewrapped = 0;
  for (let after = firstId; ;) {
    const last = await world.as(system, async (tx) => {
      const { rows } = await sql<{ id: string; wrapped: Buffer }>`
        select ${sql.ref(row)} as id, ${sql.ref(column)} as wrapped from ${sql.table(table)}
        where ${sql.ref(row)} > ${after} and ${isOld(world, column)} order by 1 limit ${batch}`.execute(tx);
      if (rows.length === 0) return null;
      const fresh = rows.map((one) => Buffer.from(world.vault.rewrap(one.wrapped)));
      // Whoever was erased or changed meanwhile keeps what they have now.
      const { numAffectedRows } = await sql`
        update ${sql.table(table)} t set ${sql.ref(column)} = v.fresh
        from unnest(${rows.map((one) => one.id)}::uuid[], ${rows.map((one) => one.wrapped)}::bytea[], ${fresh}::bytea[]) as v (id, was, fresh)
        where t.${sql.ref(row)} = v.id and t.${sql.ref(column)} = v.was`.execute(tx);
      rewrapped += Number(numAffectedRows ?? 0n);
      return rows.at(-1)?.id ?? null;
    });
    if (last === null) return rewrapped;
    after = last;
  }
}

/** The other master keys are written off once nothing is under them; a process that lacks them may start then. */
async function retireOthers(world: Pick<World, 'as' | 'clock' | 'vault'>): Promise<string[]> {
  const [current = ''] = world.vault.masterKeyIds;
  return world.as(system, async (tx) => {
    for (const { table, column } of places) {
      const { rows } = await sql`select 1 from ${sql.table(table)} where ${isOld(world, column)} limit 1`.execute(tx);
      if (rows.length > 0) return [];
    }
    const retired = await tx
      .updateTable('master_keys')
      .set({ retired_at: world.clock.now() })
      .where('id', '<>', current)
      .where('retired_at', 'is', null)
      .returning('id')
      .execute();
    return retired.map(({ id }) => id);
  });
}

function isOld(world: Pick<World, 'vault'>, column: string) {
  const { wrappedByCurrent } = world.vault;
  return sql<boolean>`substr(${sql.ref(column)}, 1, ${wrappedByCurrent.length}) <> ${Buffer.from(wrappedByCurrent)}`;
}
