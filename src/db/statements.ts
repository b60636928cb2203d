import type { Writable } from 'node:stream';
import pg from 'pg';

/** What is asked this often is prepared: PostgreSQL then neither parses nor plans it anew, row-level security included. */
const often = 10;
/** Prepared statements of one connection at most; each keeps a plan in the server's memory. */
const mostPrepared = 200;
/** Texts that are counted at most; past it the rare ones stay as they are. */
const mostCounted = 5000;

export interface Statements {
  /** Lets a new connection of a pool prepare what is often asked. */
  watch(client: pg.PoolClient): void;
}

/** Counts the statements of one process and names those worth preparing, the same for all of its connections. */
export function countStatements(): Statements {
  const counts = new Map<string, number>();
  const names = new Map<string, string>();

  function nameOf(text: string): string | undefined {
    const known = names.get(text);
    if (known || names.size >= mostPrepared) return known;
    const count = (counts.get(text) ?? 0) + 1;
    if (count < often) {
      if (count > 1 || counts.size < mostCounted) counts.set(text, count);
      return undefined;
    }
    counts.delete(text);
    names.set(text, `often_${names.size}`);
    return names.get(text);
  }

  return {
    watch(client) {
      const plain = client.query.bind(client) as (...input: unknown[]) => unknown;
      const query = (...input: unknown[]): unknown => {
        writeAsOne(client);
        const [text, values, ...rest] = input;
        if (typeof text !== 'string' || !Array.isArray(values) || values.length === 0) return plain(...input);
        const name = nameOf(text);
        if (!name) return plain(...input);
        if (rest.length > 0) return plain({ name, text, values }, ...rest);
        return new Promise((settle, fail) => {
          // Handed over as it is: the driver would copy a description of it, property by property.
          const prepared = Object.assign(new pg.Query(text, values), {
            name,
            callback(error: unknown, result: unknown) {
              if (!error) return settle(result);
              dropIfOutdated(client, error);
              fail(error);
            },
          });
          plain(prepared);
        });
      };
      Object.assign(client, { query });
    },
  };
}

/** What is asked in one go leaves in one packet. */
function writeAsOne(client: pg.PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: Writable } }).connection;
  stream.cork();
  process.nextTick(() => stream.uncork());
}

/** A migration beside a running process may change what a prepared statement answers; only a new connection knows. */
function dropIfOutdated(client: pg.PoolClient, error: unknown): void {
  const outdated = error instanceof Error && 'code' in error && error.code === '0A000' && /cached plan/.test(error.message);
  if (outdated) (client as unknown as pg.Client).end().catch(() => {});
}
