import { hkdfSync } from 'node:crypto';
import { join } from 'node:path';
import type { Change } from '#domain/changes.ts';
import { localKeys } from '#adapters/vault/local-keys.ts';
import { coturnRelay } from '#adapters/relay/coturn.ts';
import { clamdScanner } from '#adapters/scanner/clamd.ts';
import { randomIds } from '#adapters/ids/random.ts';
import { openDatabase, type Database } from '#db/open.ts';
import type { RoleUrls } from '#db/migrate.ts';
import type { CalendarReader } from '#ports/calendars.ts';
import type { CardProvider } from '#ports/cards.ts';
import type { Clock } from '#ports/clock.ts';
import type { Live } from '#ports/live.ts';
import type { Log } from '#ports/log.ts';
import type { MailSender } from '#ports/mail.ts';
import type { TextSender } from '#ports/texts.ts';
import type { Tx, World } from '#ports/world.ts';
import { claimMasterKey } from '#features/privacy/keys/master-key.server.ts';
import { raiseAlarm } from './guard/alarms.ts';
import { countCrowd, type Crowd } from './guard/crowd.ts';
import { ConfigurationRefused, type Config } from './config.ts';
import { openEngine, type Engine } from './engine.ts';
import { rowLimits } from './guard/limits.ts';
import { rowSwitches } from './guard/switches.ts';
import { dueTasks, jobHandlers, lanes } from './jobs.ts';
import { fileAnchors } from '#adapters/anchors/file.ts';
import type { Anchors } from '#ports/anchors.ts';
import { noteWith } from './record/note.ts';
import { ledgerLine } from './privacy/ledger.ts';
import { reactions } from './reactions.ts';

/** What differs between rehearsal, production and tests. */
export interface Parts {
  urls: RoleUrls;
  pools: { app: number; worker: number };
  clock: Clock;
  log: Log;
  mail: MailSender;
  texts: TextSender;
  cards: CardProvider;
  calendars: CalendarReader;
  /** Where the access log's anchors are kept; a file beside the database without it. */
  anchors?: Anchors;
  /** How far this machine's clock is from the database's, in milliseconds, where that is watched. */
  clockOffBy?: () => number;
}

export interface Composed {
  world: World;
  crowd: Crowd;
  engine: Engine;
  database: Database;
  mailHookSecret: string | null;
  /** The database's own time, by which everything due is measured in production (fault 6). */
  databaseNow(): Promise<Date>;
  clockOffBy(): number;
  /** The sockets take over the telling of open pages once they listen. */
  connectLive(live: Live): void;
  /** What must end before the engine and the database do. */
  beforeClose(work: () => Promise<void>): void;
  close(): Promise<void>;
}

/** Wires the world, once per process (per test in tests). */
export async function compose(config: Config, parts: Parts): Promise<Composed> {
  const database = openDatabase(parts.urls, parts.pools);
  const vault = localKeys(config);
  const { missing } = await claimMasterKey({ as: database.as, clock: parts.clock, vault }).catch(async (error: unknown) => {
    await database.close();
    throw error;
  });
  if (missing.length > 0) {
    await database.close();
    throw new ConfigurationRefused([`MASTER_KEY: what is in the database was wrapped by another key (${missing.join(', ')}); give that one, or beside the new one in MASTER_KEY_OTHERS`]);
  }
  const engine = openEngine(database.workerPool, jobHandlers, dueTasks, lanes);
  await engine.start();
  let live: Live | null = null;
  const first: (() => Promise<void>)[] = [];
  const afterCommit = new WeakMap<Tx, Set<string>>();

  const ids = randomIds();
  const crowd = countCrowd(parts.clock);
  const world: World = {
    settings: {
      publicOrigin: config.publicOrigin,
      mode: config.mode,
      apiRequestsAMinute: config.apiRequestsAMinute,
      trustedProxies: config.trustedProxies,
      platformFeeBasisPoints: config.platformFeeBasisPoints,
      guessesAMinute: config.guessesAMinute,
      connectsAMinute: config.connectsAMinute,
      privacy: config.privacy,
      codeLimits: config.codeLimits,
      fixedSwitches: config.fixedSwitches,
    },
    clock: parts.clock,
    ids,
    vault,
    mail: parts.mail,
    texts: parts.texts,
    cards: parts.cards,
    calendars: parts.calendars,
    relay: coturnRelay(config.turn, parts.clock),
    scanner: config.clamd && clamdScanner(config.clamd),
    queue: engine,
    limits: { take: (key, budget) => limits.take(key, budget) },
    switches: rowSwitches({ as: database.as, clock: parts.clock }, config.fixedSwitches),
    live: { publish: (topic, event) => live?.publish(topic, event) },
    log: parts.log,
    anchors: parts.anchors ?? fileAnchors(join(config.dataDir, 'audit-anchors.jsonl')),
    async as(actor, work) {
      const topics = new Set<string>();
      const result = await database.as(actor, (tx) => {
        afterCommit.set(tx, topics);
        return work(tx);
      });
      if (topics.size > 0) engine.wake();
      for (const topic of topics) if (topic !== wakeOnly) world.live.publish(topic, { type: 'changed' });
      return result;
    },
    ahead: (tx, statement) => database.ahead(tx, statement),
    last: (tx, statement) => database.last(tx, statement),
    become: (tx, actor) => database.become(tx, actor),
    note: noteWith({ ids, clock: parts.clock }),
    alarm: (tx, alarm) => raiseAlarm(world, tx, alarm),
    consent: (tx, line) => database.ahead(tx, ledgerLine(line, ids.uuid(), parts.clock.now())),
    crowded: crowd.crowded,
    async announce(tx, change) {
      for (const react of reactions[change.type]) await react(world, tx, change);
      const topics = afterCommit.get(tx);
      for (const topic of await topicsOf(tx, change)) topics?.add(topic);
    },
  };

  const limits = rowLimits(world);

  return {
    world,
    crowd,
    engine,
    database,
    mailHookSecret: config.mailHookSecret,
    async databaseNow() {
      const { rows } = await database.workerPool.query<{ now: Date }>('select clock_timestamp() as now');
      if (!rows[0]) throw new Error('the database does not tell the time');
      return rows[0].now;
    },
    clockOffBy: parts.clockOffBy ?? (() => 0),
    connectLive(target) {
      live = target;
    },
    beforeClose(work) {
      first.push(work);
    },
    async close() {
      for (const work of first) await work();
      await engine.stop();
      await database.close();
    },
  };
}

/** A change that no open page watches still wakes the engine. */
const wakeOnly = '';

async function topicsOf(tx: Tx, change: Change): Promise<string[]> {
  if (change.type === 'assistant-joined') return [`specialist:${change.specialistId}`];
  if (change.type === 'assistant-removed') return [`removed:${change.accountId}:${change.specialistId}`];
  if (change.type === 'seat-moved') return [`seat:${change.appointmentId}:${change.role}`];
  if (!('appointmentId' in change) || !change.appointmentId) return [wakeOnly];
  const specialistId =
    'specialistId' in change && change.specialistId
      ? change.specialistId
      : (await tx.selectFrom('appointments').select('specialist_id').where('id', '=', change.appointmentId).executeTakeFirst())?.specialist_id;
  if (!specialistId) return [wakeOnly];
  // Nobody can be in a room yet whose hour is only just held or booked, and nobody is told there.
  return isNew(change) ? [`specialist:${specialistId}`] : [`appointment:${change.appointmentId}`, `specialist:${specialistId}`];
}

function isNew({ type }: Change): boolean {
  return type === 'hold-begun' || type === 'hold-ended' || type === 'appointment-booked';
}

/** Where an installation keeps what is not in the database. */
export function clusterDirectory(config: Config): string {
  return join(config.dataDir, 'base');
}

/** The roles' password follows from the installation's key, so that several processes agree without telling each other. */
export function rolePassword(config: Pick<Config, 'appKey'>): string {
  return Buffer.from(hkdfSync('sha256', config.appKey, '', 'database roles', 24)).toString('base64url');
}
