import { CompiledQuery, type Transaction } from 'kysely';
import type { DB } from './tables.ts';

type Tx = Transaction<DB>;

/** Stands in a statement for a value that is known when it is asked: the nth argument, or one column of it where that is a row. */
class Given {
  readonly nth: number;
  readonly column: string | null;
  constructor(nth: number, column: string | null) {
    this.nth = nth;
    this.column = column;
  }
}

export interface Asked<R> {
  /** For `world.ahead`. */
  compile(): CompiledQuery<R>;
  execute(): Promise<R[]>;
  first(): Promise<R | undefined>;
}

/**
 * A statement that every booking asks (S9): built and compiled when it is asked for the first time, and from then on its
 * text alone is sent with other values. What `build` returns may depend on nothing but its arguments' places: it sees
 * no values. A row is an argument too; each set of its columns has a text of its own.
 */
export function builtOnce<A extends unknown[], R>(build: (tx: Tx, ...given: A) => { compile(): CompiledQuery<R> }): (tx: Tx, ...given: A) => Asked<R> {
  const texts = new Map<string, { sql: string; values: readonly unknown[] }>();
  return (tx, ...given) => {
    const shape = given.map((one) => (isRow(one) ? Object.keys(one).join() : '')).join(';');
    let text = texts.get(shape);
    if (!text) {
      const { sql, parameters } = build(tx, ...(given.map(placesOf) as A)).compile();
      texts.set(shape, (text = { sql, values: parameters }));
    }
    const { sql, values } = text;
    const compile = () => CompiledQuery.raw(sql, values.map((value) => (value instanceof Given ? valueAt(given, value) : value))) as CompiledQuery<R>;
    const execute = async () => (await tx.executeQuery(compile())).rows;
    return { compile, execute, first: async () => (await execute())[0] };
  };
}

function isRow(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function placesOf(value: unknown, nth: number): unknown {
  return isRow(value) ? Object.fromEntries(Object.keys(value).map((column) => [column, new Given(nth, column)])) : new Given(nth, null);
}

function valueAt(given: readonly unknown[], { nth, column }: Given): unknown {
  const one = given[nth];
  return column === null ? one : (one as Record<string, unknown>)[column];
}
