import { patientTables } from './patients.ts';
import { practiceTables } from './practices.ts';
import { roomTables } from './rooms.ts';
import type { DataMap } from './vocabulary.ts';

/** Every column of every table: whose, what, what for, how long (quality 74). `npm run check` names a column without a line. */
export const dataMap: DataMap = { ...patientTables, ...roomTables, ...practiceTables };

/** The columns of a schema, by table. */
export type Schema = Record<string, readonly string[]>;

/** What the map lacks, has twice, or names though it is not there; nothing where map and schema agree. */
export function unmapped(schema: Schema, map: DataMap = dataMap): string[] {
  const problems: string[] = [];
  for (const [table, columns] of Object.entries(schema)) {
    const named = Object.values(map[table]?.columns ?? {}).flatMap((names) => names.split(' '));
    for (const column of columns) if (!named.includes(column)) problems.push(`${table}.${column}: no line in src/features/privacy/data-map`);
    for (const name of named) if (!columns.includes(name)) problems.push(`${table}.${name}: in the data map, not in the database`);
    for (const name of new Set(named.filter((one, index) => named.indexOf(one) !== index))) problems.push(`${table}.${name}: twice in the data map`);
  }
  for (const table of Object.keys(map)) if (!schema[table]) problems.push(`${table}: in the data map, not in the database`);
  return problems;
}

/** The schema as src/db/tables.ts has it, which is generated from the migrated database. */
export function schemaOf(tablesSource: string): Schema {
  const tables = [...tablesSource.slice(tablesSource.indexOf('export interface DB {')).matchAll(/^ {2}(\w+): (\w+);$/gm)];
  return Object.fromEntries(
    tables.map(([, table = '', name = '']) => {
      const body = new RegExp(`^export interface ${name} \\{\\n([\\s\\S]*?)^\\}`, 'm').exec(tablesSource)?.[1] ?? '';
      return [table, [...body.matchAll(/^ {2}(\w+): /gm)].map((column) => column[1] ?? '')];
    }),
  );
}
