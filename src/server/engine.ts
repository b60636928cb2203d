import { CompiledQuery } from 'kysely';
import { PgBoss } from 'pg-boss';
import type pg from 'pg';
import { queueSchema } from '#db/migrate.ts';
import type { JobName, JobPayloads, Queue } from '#ports/queue.ts';
import type { World } from '#ports/world.ts';
import { onceAMinute } from './record/once-a-minute.ts';

/** How each kind of job is done; each is idempotent, for a lease that runs out runs it again. */
export type JobHandlers = { [Name in JobName]: (world: World, payload: JobPayloads[Name]) => Promise<void> };
/** What product time makes due: each looks for rows whose hour has come; how many it settled, where it knows. */
export type DueTasks = ((world: World) => Promise<number | void>)[];

export interface Engine extends Queue {
  start(): Promise<void>;
  /** Runs everything that is due at the present product time, until nothing is left, what `keepRunning` has in hand too. */
  runDue(world: World): Promise<void>;
  /** Runs whatever becomes due by itself, a second late at most; `wake` makes every lane look at once. */
  keepRunning(world: World): void;
  wake(): void;
  stop(): Promise<void>;
}

const batch = 25;
const pollMs = 1000;
/** A round that was woken comes after a rest so many times as long as the last one took, a second at most: whoever books comes first. */
const rest = { due: 3, beside: 0.5 };
const upkeepMs = 60_000;
const patienceMs = 2000;

/**
 * The queue in the database and the loop that empties it. Jobs are queued in the transaction that decides them and
 * run now; product time never reaches the queue (docs/decisions/0004).
 */
export function openEngine(pool: pg.Pool, handlers: JobHandlers, dueTasks: DueTasks, lanes: DueTasks = []): Engine {
  const boss = new PgBoss({
    db: { executeSql: (text: string, values?: unknown[]) => pool.query(text, values) },
    schema: queueSchema,
    migrate: false,
    supervise: false,
    schedule: false,
  });
  const names = Object.keys(handlers) as JobName[];
  let stopped = false;
  let due: Lane | null = null;
  let beside: Lane[] = [];
  let upkeep: NodeJS.Timeout | null = null;

  async function runOne<Name extends JobName>(world: World, name: Name, job: { id: string; data: JobPayloads[Name] }) {
    try {
      await handlers[name](world, job.data);
      await boss.complete(name, job.id);
    } catch (error) {
      world.log.error({ job: name, id: job.id, error: error instanceof Error ? error.message : 'unknown' }, 'job failed');
      await boss.fail(name, job.id, { message: 'failed' });
    }
  }

  async function drain(world: World): Promise<number> {
    let done = 0;
    for (const name of names) {
      for (;;) {
        const jobs = await boss.fetch<JobPayloads[typeof name]>(name, { batchSize: batch });
        if (jobs.length === 0) break;
        await Promise.all(jobs.map((job) => runOne(world, name, job)));
        done += jobs.length;
      }
    }
    return done;
  }

  /** A task that fails keeps none of the others from their turn: a broken calendar must not hold up a reminder. */
  async function runAll(world: World, tasks: DueTasks, work: () => Promise<boolean>): Promise<void> {
    const faults: unknown[] = [];
    do {
      for (const task of tasks) await task(world).catch((error: unknown) => void faults.push(error));
    } while ((await work()) && !stopped);
    if (faults.length > 0) throw faults[0];
  }

  const runQuick = (world: World) => runAll(world, dueTasks, async () => (await drain(world)) > 0);

  /** Each lane until all of them find nothing more: what fails in one may be raised in another (M7). */
  async function runLanes(world: World): Promise<void> {
    const faults: unknown[] = [];
    for (let settled = 1; settled > 0 && !stopped;) {
      const counts = await Promise.all(
        lanes.map((lane) =>
          lane(world).catch((error: unknown) => {
            faults.push(error);
            return 0;
          }),
        ),
      );
      settled = counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
    }
    if (faults.length > 0) throw faults[0];
  }

  return {
    async start() {
      await boss.start();
    },
    async enqueue(tx, name, payloads) {
      if (payloads.length === 0) return;
      const db = { executeSql: (text: string, values?: unknown[]) => tx.executeQuery(CompiledQuery.raw(text, values ?? [])) };
      await boss.insert(
        name,
        payloads.map((data) => ({ data })),
        { db },
      );
    },
    async runDue(world) {
      // A round of their own may have claimed what was due: it is not done before that round is.
      for (let underWay: Promise<void>[] = []; ; await Promise.all(underWay)) {
        await runQuick(world);
        await runLanes(world);
        underWay = [due, ...beside].flatMap((lane) => lane?.round() ?? []);
        if (underWay.length === 0) return;
      }
    },
    keepRunning(world) {
      const say = onceAMinute(world);
      const failed = (error: unknown) => say(error, 'due work failed');
      due = keepDoing(world.clock, () => runQuick(world).catch(failed), rest.due);
      beside = lanes.map((lane) =>
        keepDoing(world.clock, () => lane(world).then(() => {}, failed), rest.beside),
      );
      // Finished jobs are cleared and expired ones given back; product time plays no part in it.
      upkeep = setInterval(() => {
        boss
          .supervise()
          .catch((error: unknown) =>
            world.log.warn({ error: error instanceof Error ? error.message : 'unknown' }, 'queue upkeep failed'),
          );
      }, upkeepMs);
      upkeep.unref();
    },
    wake() {
      due?.wake();
      for (const lane of beside) lane.wake();
    },
    async stop() {
      stopped = true;
      if (upkeep) clearInterval(upkeep);
      await due?.stop();
      // Whoever waits for a stranger's server is not waited for.
      const enough = new Promise<void>((settle) => setTimeout(settle, patienceMs).unref());
      await Promise.race([Promise.all(beside.map((lane) => lane.stop())), enough]);
      await boss.stop({ graceful: false });
    },
  };
}

interface Lane {
  wake(): void;
  /** The round under way, null between two. */
  round(): Promise<void> | null;
  /** Settles when the round under way is over; no other begins. */
  stop(): Promise<void>;
}

/**
 * Works round after round, with a pause in between that a wake-up ends. Where wake-ups never end, as when many book, each
 * round is followed by a rest of `rest` times what it took: a round looks at everything that may be due, whoever woke it.
 */
function keepDoing(clock: Pick<World['clock'], 'machineNow'>, round: () => Promise<void>, rest: number): Lane {
  const nowMs = () => clock.machineNow().getTime();
  let stopped = false;
  let running: Promise<void> | null = null;
  let again = false;
  let timer: NodeJS.Timeout | null = null;
  let restedAt = 0;
  const begin = () => {
    if (stopped || running) return;
    if (timer) clearTimeout(timer);
    timer = null;
    again = false;
    const began = nowMs();
    running = round().finally(() => {
      running = null;
      if (stopped) return;
      const ended = nowMs();
      const restMs = Math.min(pollMs, (ended - began) * rest);
      restedAt = ended + restMs;
      timer = setTimeout(begin, again ? restMs : pollMs);
    });
  };
  const wake = () => {
    if (stopped || again) return;
    again = true;
    if (running) return;
    if (timer) clearTimeout(timer);
    timer = setTimeout(begin, Math.max(0, restedAt - nowMs()));
  };
  begin();
  return {
    wake,
    round: () => running,
    async stop() {
      stopped = true;
      if (timer) clearTimeout(timer);
      await running;
    },
  };
}
