import { CompiledQuery, Kysely, PostgresDialect, PostgresDriver, type DatabaseConnection, type PostgresDialectConfig, type QueryResult, type Transaction } from 'kysely';
import pg from 'pg';
import type { Actor } from '#domain/people.ts';
import type { RoleUrls } from './migrate.ts';
import { countStatements } from './statements.ts';
import { openTurns } from './turns.ts';
import type { DB } from './tables.ts';

// Dates without a time stay the text they are; the driver would make them midnights of its own zone.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => Number(text));

export interface Database {
  /** See `World.ahead`. */
  ahead(tx: Transaction<DB>, statement: { compile(tx: Transaction<DB>): CompiledQuery }): Promise<void>;
  /** See `World.last`. */
  last<R>(tx: Transaction<DB>, statement: { compile(tx: Transaction<DB>): CompiledQuery<R> }): Promise<R[]>;
  /** See `World.become`. */
  become(tx: Transaction<DB>, actor: Exclude<Actor, { kind: 'system' }>): Promise<void>;
  /** See `World.as`. */
  as<T>(actor: Actor, work: (tx: Transaction<DB>) => Promise<T>): Promise<T>;
  /** The worker's pool, for libraries that need a pool of their own (queue, sockets). */
  workerPool: pg.Pool;
  close(): Promise<void>;
}

const closeMs = 3000;

/** Who waits for a connection: somebody in the middle of something, or who only looks, and upkeep that can come a little later. */
type Rank = 'first' | 'after';
/** Who only looks is told soon to come back; who is in the middle of something rather waits (quality, fault 14). */
const patienceMs: Record<Rank, number> = { first: 15_000, after: 5000 };
const waitingEach = 100;
const lastOneIn = 4;

/** Work of the system that nobody waits for by the second. */
const upkeep = new Set(['refresh-listings', 'publish-slots', 'keep-wall-times', 'compare-zones', 'retention', 'audit', 'calendars']);

function rankOf(actor: Actor): Rank {
  return actor.kind === 'visitor' || (actor.kind === 'system' && upkeep.has(actor.job)) ? 'after' : 'first';
}

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
  const open = (connectionString: string, max: number) =>
    new pg.Pool({ connectionString, max, connectionTimeoutMillis: 5000, idleTimeoutMillis: 30_000, pipeline: true });
  const pools = { app: open(urls.app, sizes.app), worker: open(urls.worker, sizes.worker) };
  // A connection that breaks, idle or taken, is replaced by the pool; without listeners it would end the process.
  for (const pool of Object.values(pools)) {
    const statements = countStatements();
    pool.on('error', () => {});
    pool.on('connect', (client) => {
      client.on('error', () => {});
      statements.watch(client);
    });
  }
  const turnsOf = (connections: number) => openTurns<Rank>({ width: connections, ranks: ['first', 'after'], lastOneIn, most: connections * waitingEach, patienceMs });
  const app = { database: new Kysely<DB>({ dialect: new ActorDialect(pools.app) }), turns: turnsOf(sizes.app) };
  const worker = { database: new Kysely<DB>({ dialect: new ActorDialect(pools.worker) }), turns: turnsOf(sizes.worker) };

  return {
    async as(actor, work) {
      const { database, turns } = actor.kind === 'system' ? worker : app;
      return turns.during(rankOf(actor), () =>
        database.transaction().execute(async (tx) => {
          await tx.executeQuery(beginAs(actorSetting(actor)));
          return work(tx);
        }),
      );
    },
    async ahead(tx, statement) {
      const { sql, parameters } = statement.compile(tx);
      await tx.executeQuery(CompiledQuery.raw(`${ahead}${sql}`, [...parameters]));
    },
    async last(tx, statement) {
      const { sql, parameters } = statement.compile(tx);
      return (await tx.executeQuery(CompiledQuery.raw(`${last}${sql}`, [...parameters]) as ReturnType<typeof statement.compile>)).rows;
    },
    async become(tx, actor) {
      await tx.executeQuery(CompiledQuery.raw(`${ahead}select set_config('app.actor', $1, true)`, [actorSetting(actor)]));
    },
    workerPool: pools.worker,
    async close() {
      const ended = Promise.all([app.database.destroy(), worker.database.destroy()]);
      // A listener whose connection broke may never hand it back; the process does not wait for it.
      const enough = new Promise<void>((settle) => setTimeout(settle, closeMs).unref());
      await Promise.race([ended, enough]);
    },
  };
}

const begin = 'begin; set local app.actor = ';
const ahead = '/* ahead */ ';
const last = '/* last */ ';

/** A transaction begins with its actor; `set` is not planned as a question would be, and answers no row. */
function beginAs(setting: string): CompiledQuery {
  return CompiledQuery.raw(`${begin}${pg.escapeLiteral(setting)}`);
}

/**
 * Lets the beginning of a transaction, and whatever is sent ahead, travel with its next statement instead of being waited
 * for, and the end with its last one: writing to a connection is most of what a short statement costs. PostgreSQL answers
 * in order and does nothing more after a failure, so the first that fails is the one that is told.
 */
async function sendTogether(connection: DatabaseConnection): Promise<void> {
  const execute = connection.executeQuery.bind(connection);
  let sent: Promise<unknown>[] = [];
  let ended: Promise<QueryResult<unknown>> | null = null;
  const sendAhead = <R>(answer: Promise<R>) => {
    answer.catch(() => {});
    return answer;
  };
  connection.executeQuery = async <R>(query: CompiledQuery) => {
    if (ended) {
      const end = ended;
      if (query.sql !== 'commit' && query.sql !== 'rollback') throw new Error('asked after the last statement of a transaction');
      ended = null;
      return end as Promise<QueryResult<R>>;
    }
    const answer = execute<R>(query);
    if (query.sql.startsWith(begin) || query.sql.startsWith(ahead)) {
      sent.push(sendAhead(answer));
      return { rows: [] };
    }
    const before = sent;
    sent = [];
    if (query.sql.startsWith(last)) {
      ended = sendAhead(execute(CompiledQuery.raw('commit')));
      before.push(ended);
    }
    await Promise.all([...before, answer]);
    return answer;
  };
}

class ActorDialect extends PostgresDialect {
  #config: PostgresDialectConfig;
  constructor(pool: pg.Pool) {
    const config = { pool, onCreateConnection: sendTogether };
    super(config);
    this.#config = config;
  }
  override createDriver(): PostgresDriver {
    return new ActorDriver(this.#config);
  }
}

/** Leaves beginning to `beginAs`, which every transaction starts with. */
class ActorDriver extends PostgresDriver {
  override async beginTransaction(): Promise<void> {}
}
