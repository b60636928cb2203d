import type pg from 'pg';

/** Makes whole again what was taken off; every constraint is checked over all rows while it is. */
export type Restore = (said: (what: string) => void) => Promise<void>;

/**
 * Takes indexes and all keys, exclusion and foreign keys off the tables, so that rows are only written. The
 * definitions are read from the catalogue: whatever migrations add later comes off and on again too.
 */
export async function bareTables(client: pg.Client, tables: readonly string[]): Promise<Restore> {
  const constraints = await client.query<{ table: string; name: string; type: string; definition: string }>(
    `select conrelid::regclass::text as table, conname as name, contype as type, pg_get_constraintdef(oid) as definition
     from pg_constraint
     where contype in ('p', 'u', 'x', 'f') and (conrelid = any($1::text[]::regclass[]) or (contype = 'f' and confrelid = any($1::text[]::regclass[])))
     order by contype = 'f' desc, conrelid::regclass::text, conname`,
    [tables],
  );
  const indexes = await client.query<{ name: string; definition: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
     from pg_index i where i.indrelid = any($1::text[]::regclass[])
       and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid and c.contype in ('p', 'u', 'x'))`,
    [tables],
  );
  for (const { table, name } of constraints.rows)
    await client.query(`alter table ${table} drop constraint ${client.escapeIdentifier(name)}`);
  for (const { name } of indexes.rows) await client.query(`drop index ${name}`);

  return async (said) => {
    const keys = constraints.rows.filter((one) => one.type !== 'f');
    const references = constraints.rows.filter((one) => one.type === 'f');
    const add = ({ table, name, definition }: (typeof keys)[number]) =>
      `alter table ${table} add constraint ${client.escapeIdentifier(name)} ${definition}`;
    for (const order of [...keys.map(add), ...indexes.rows.map((one) => one.definition), ...references.map(add)]) {
      const before = performance.now();
      await client.query(order);
      const seconds = (performance.now() - before) / 1000;
      if (seconds > 2) said(`${seconds.toFixed(1)} s · ${order.slice(0, 110)}`);
    }
  };
}
