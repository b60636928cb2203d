import { CompiledQuery, Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import type { Actor } from '#domain/people.ts';
import type { RoleUrls } from './migrate.ts';
import type { DB } from './tables.ts';

// Dates without a time stay the text they are; the driver would make them midnights of its own zone.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => Number(text));

export interface Database {
  /** See `World.as`. */
  as<T>(actor: Actor, work: (tx: Transaction<DB>) => Promise<T>): Promise<T>;
  /** The worker's pool, for libraries that need a pool of their own (queue, sockets). */
  workerPool: pg.Pool;
  close(): Promise<void>;
}

const closeMs = 3000;

export interface PoolSizes {
  app: number;
  worker: number;
}

/** What the database learns of the actor (`actor()` in migration 0001). */
function actorSetting(actor: Actor): string {
  switch (actor.kind) {
    case 'visitor':
      return JSON.stringify({ kind: 'visitor' });
    case 'guest':
      return JSON.stringify({ kind: 'guest', appointment: actor.appointmentId });
    case 'booker':
      return JSON.stringify({ kind: 'booker', appointment: actor.appointmentId, account: actor.accountId });
    case 'patient':
    case 'operator':
      return JSON.stringify({ kind: actor.kind, account: actor.accountId });
    case 'specialist':
    case 'assistant':
      return JSON.stringify({ kind: actor.kind, account: actor.accountId, specialists: actor.specialistIds });
    case 'system':
      return JSON.stringify({ kind: 'system' });
  }
}

/**
 * Opens the database as the two roles of the running product. `system` acts as the worker, who sees every row;
 * everybody else as the app, under row-level security for that actor.
 */
export function openDatabase(urls: RoleUrls, sizes: PoolSizes): Database {
  const pools = {
    app: new pg.Pool({ connectionString: urls.app, max: sizes.app, connectionTimeoutMillis: 5000, idleTimeoutMillis: 30_000 }),
    worker: new pg.Pool({ connectionString: urls.worker, max: sizes.worker, connectionTimeoutMillis: 5000, idleTimeoutMillis: 30_000 }),
  };
  // A connection that breaks, idle or taken, is replaced by the pool; without listeners it would end the process.
  for (const pool of Object.values(pools)) {
    pool.on('error', () => {});
    pool.on('connect', (client) => client.on('error', () => {}));
  }
  const app = new Kysely<DB>({ dialect: new PostgresDialect({ pool: pools.app }) });
  const worker = new Kysely<DB>({ dialect: new PostgresDialect({ pool: pools.worker }) });

  return {
    as(actor, work) {
      const database = actor.kind === 'system' ? worker : app;
      return database.transaction().execute(async (tx) => {
        await tx.executeQuery(setActor(actorSetting(actor)));
        return work(tx);
      });
    },
    workerPool: pools.worker,
    async close() {
      const ended = Promise.all([app.destroy(), worker.destroy()]);
      // A listener whose connection broke may never hand it back; the process does not wait for it.
      const enough = new Promise<void>((settle) => setTimeout(settle, closeMs).unref());
      await Promise.race([ended, enough]);
    },
  };
}

function setActor(setting: string): CompiledQuery {
  return CompiledQuery.raw("select set_config('app.actor', $1, true), set_config('lock_timeout', '2s', true)", [setting]);
}
