import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { memoryAnchors } from '#adapters/anchors/file.ts';
import { memoryLog, type LogEntry } from '#adapters/log/memory.ts';
import { movableClock } from '#adapters/clock/movable.ts';
import type { MovableClock } from '#ports/clock.ts';
import type { World } from '#ports/world.ts';
import { startRehearsal, type Rehearsal } from '#rehearsal/start.ts';
import { compose, type Composed, type Parts } from '#server/compose.ts';
import type { Config } from '#server/config.ts';
import { freshDatabase, type TestDatabase } from './cluster.ts';

export interface TestWorld {
  world: World;
  clock: MovableClock;
  rehearsal: Rehearsal;
  config: Config;
  database: TestDatabase;
  composed: Composed;
  log: LogEntry[];
  /** Moves product time and runs what becomes due. */
  moveTo(instant: Date): Promise<void>;
  /** Runs everything that is due now. */
  runDue(): Promise<void>;
  stop(): Promise<void>;
}

export interface TestWorldOptions {
  /** Product time at the start; Monday 23 November 2026, 9:00 in Madrid by default. */
  now?: Date;
  /** An http server that already listens; the world then has its address. */
  server?: Server;
  /** By which name the server is reached: passkeys belong to a name, never to an address. */
  host?: '127.0.0.1' | 'localhost';
  pools?: { app: number; worker: number };
  /** A database that is there already; a fresh one without it. */
  database?: TestDatabase;
  /** What one address may ask of the API in a minute; enough for every test by default. */
  apiRequestsAMinute?: number;
  /** What codes by SMS may cost; Spain and Mexico without counting by default. */
  codeLimits?: Config['codeLimits'];
  /** Links that nobody was given and sockets of nobody, a minute; no end by default. */
  guessesAMinute?: number;
  connectsAMinute?: number;
  /** STUN and TURN servers; none by default. */
  turn?: Config['turn'];
  /** Whose `X-Forwarded-For` is believed; nobody's by default. */
  trustedProxies?: string[];
  /** Features that the environment holds on or off; none by default. */
  fixedSwitches?: Config['fixedSwitches'];
  /** Who takes mail and SMS instead of the stand-ins. */
  senders?: Pick<Parts, 'mail' | 'texts'>;
  /** Changes the address by which the world reaches its database (tests/world/tcp-proxy.ts). */
  through?: (url: string) => Promise<string>;
}

const key = (text: string) => new Uint8Array(createHash('sha256').update(text).digest());

/** A whole world in one process on a database of its own: real PostgreSQL, real adapters, stand-ins behind them. */
export async function startWorld(options: TestWorldOptions = {}): Promise<TestWorld> {
  const clock = movableClock();
  clock.moveTo(options.now ?? new Date('2026-11-23T08:00:00Z'));
  const database = options.database ?? (await freshDatabase());
  const publicOrigin = options.server ? originOf(options.server, options.host) : 'http://localhost:3000';
  const config: Config = {
    mode: 'rehearsal',
    host: '127.0.0.1',
    port: 0,
    publicOrigin,
    dataDir: '.data/test',
    databaseUrl: null,
    appKey: key('app'),
    masterKey: key('master'),
    otherMasterKeys: [],
    smtp: null,
    twilio: null,
    smsapi: null,
    mailHookSecret: 'a secret of the tests, long enough',
    stripe: null,
    turn: options.turn ?? { stunUrls: [], turnUrls: [], secret: null },
    clamd: null,
    rehearsalAllow: [],
    apiRequestsAMinute: options.apiRequestsAMinute ?? 1_000_000,
    trustedProxies: options.trustedProxies ?? [],
    platformFeeBasisPoints: 0,
    fixedSwitches: options.fixedSwitches ?? {},
    guessesAMinute: options.guessesAMinute ?? 1_000_000,
    connectsAMinute: options.connectsAMinute ?? 1_000_000,
    codeLimits: options.codeLimits ?? { countries: ['ES', 'MX'], perNetwork: null, perPrefix: null, textCents: 8, centsADay: null },
    backupDir: null,
    privacy: {
      controller: { name: 'Clínica del Ensayo', address: 'Calle Mayor 1, Madrid', email: 'privacidad@clinica.example', officer: null },
      country: 'ES',
      processors: [{ role: 'hosting', name: 'Centro de Datos S.A.', country: 'ES', host: 'localhost' }],
    },
  };
  const log = memoryLog();
  const rehearsal = await startRehearsal({ clock, publicOrigin, stripePort: 0, cardRetryAfterMs: 2 });
  const { mail, texts, cards, calendars } = { ...rehearsal, ...options.senders };
  const pools = options.pools ?? { app: 8, worker: 4 };
  const through = options.through ?? ((url: string) => Promise.resolve(url));
  const urls = { app: await through(database.urls.app), worker: await through(database.urls.worker) };
  const composed = await compose(config, { urls, pools, clock, log, mail, texts, cards, calendars, anchors: memoryAnchors() });
  const { world, engine } = composed;
  return {
    world,
    clock,
    rehearsal,
    config,
    database,
    composed,
    log: log.entries,
    async moveTo(instant) {
      clock.moveTo(instant);
      await engine.runDue(world);
    },
    runDue: () => engine.runDue(world),
    async stop() {
      await composed.close();
      await rehearsal.stop();
      await database.drop();
    },
  };
}

/** A server that listens before its world exists, so that the world knows its address. */
export async function listeningServer(host = '127.0.0.1', port = 0): Promise<Server> {
  const server = createServer();
  await new Promise<void>((settle) => server.listen(port, host, settle));
  return server;
}

export function originOf(server: Server, host?: string): string {
  const address = server.address();
  if (!address || typeof address !== 'object') throw new Error('the server does not listen');
  return `http://${host ?? address.address}:${address.port}`;
}
