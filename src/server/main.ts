import { createServer, type Server } from 'node:http';
import { movableClock } from '#adapters/clock/movable.ts';
import { followingClock } from '#adapters/clock/following.ts';
import { jsonLog } from '#adapters/log/pino.ts';
import { startEmbedded, type EmbeddedServer } from '#db/embedded.ts';
import { emptyDatabase, migrate, type RoleUrls } from '#db/migrate.ts';
import { claimDatabase, modeOfDatabase } from '#db/mode.ts';
import { clusterDirectory, compose, rolePassword, type Parts } from './compose.ts';
import { ConfigurationRefused, readConfig, type Config } from './config.ts';
import { keepOutside } from './outside.ts';
import { productionParts } from './production.ts';
import { drainable } from './drain.ts';
import { watchedChecks, watchInstallation } from './doctor/watch.ts';
import { answerWhileStarting } from './http.ts';
import { serve } from './serve.ts';

const say = (line: string) => process.stdout.write(`${line}\n`);

const followMs = 30_000;

/** What is open so far and must be closed again, whether the start goes well or not. */
const open: { drain?: () => Promise<void>; close?: () => Promise<void>; unwatch?: () => void; embedded?: EmbeddedServer | null } = {};

/** Starts everything and prints `listo: <url>`; ends with a named reason where it must not start. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  stopOnSignal();
  const server = createServer();
  answerWhileStarting(server);
  const drain = drainable(server);
  const bound = await listen(server, config);
  open.drain = drain;
  open.embedded = config.databaseUrl ? null : await startEmbedded({ directory: clusterDirectory(config), fsync: 'on', say });
  const adminUrl = config.databaseUrl ?? open.embedded?.url ?? '';
  const urls = await openSchema(config, adminUrl).catch((error: unknown) => {
    throw config.databaseUrl && isUnreachable(error) ? new ConfigurationRefused([`DATABASE_URL: ${error.message}`]) : error;
  });
  const ready: Config = { ...config, publicOrigin: process.env['PUBLIC_ORIGIN'] ?? `http://localhost:${bound}` };
  const log = jsonLog({ level: 'info' });
  const pools = { app: 16, worker: 8 };

  if (ready.mode === 'production') {
    const clock = followingClock();
    const parts: Parts = { urls, pools, log, clock, clockOffBy: clock.offBy, ...productionParts(ready, clock) };
    const composed = await compose(ready, parts);
    const follow = () => clock.follow(composed.databaseNow);
    await follow();
    const outside = keepOutside(ready.dataDir, composed.world);
    await outside.settle();
    const following = setInterval(() => {
      follow().catch(() => {});
      outside.note().catch(() => {});
    }, followMs);
    open.close = () => {
      clearInterval(following);
      return composed.close();
    };
    await serve(server, composed, null);
    open.unwatch = watchInstallation(composed.world, watchedChecks(ready, composed.world));
  } else {
    // Stand-ins and demo are loaded in rehearsal alone: production never has them in memory.
    const { openRehearsal } = await import('#rehearsal/open.ts');
    const startOver = () => emptyDatabase(adminUrl);
    const rehearsal = await openRehearsal({ config: ready, port: bound, urls, pools, log, clock: movableClock(), say, startOver });
    const { world } = rehearsal.composed;
    open.close = () => rehearsal.stop();
    await serve(server, rehearsal.composed, rehearsal.desk);
    open.unwatch = watchInstallation(world, watchedChecks(ready, world));
  }
  // While starting, such a fault still ends the process with its reason.
  process.on('uncaughtException', keepServing('uncaught exception'));
  say(`listo: ${ready.publicOrigin}`);
}

/** Migrates a database of this mode; one of the other is left as it is (Y5). */
async function openSchema(config: Config, adminUrl: string): Promise<RoleUrls> {
  const before = await modeOfDatabase(adminUrl);
  if (before !== null && before !== config.mode) {
    const where = config.databaseUrl ? 'DATABASE_URL' : 'DATA_DIR';
    throw new ConfigurationRefused([`${where}: this database belongs to ${before}; MODE=${config.mode} needs one of its own`]);
  }
  const urls = await migrate(adminUrl, rolePassword(config));
  await claimDatabase(adminUrl, config.mode);
  return urls;
}

function listen(server: Server, config: Config): Promise<number> {
  return new Promise((settle, fail) => {
    server.once('error', fail);
    server.listen(config.port, config.host, () => {
      const address = server.address();
      settle(address && typeof address === 'object' ? address.port : config.port);
    });
  });
}

/** Stops taking requests, lets the running ones end (10 s at most), then closes what it opened (quality 92). */
function stopOnSignal(): void {
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), 10_000).unref();
    closeAll().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

/** Closes what is open, the embedded database last. */
async function closeAll(): Promise<void> {
  try {
    await open.drain?.();
    open.unwatch?.();
    await open.close?.();
  } finally {
    await open.embedded?.stop();
  }
}

/** No server there, no such database, or not with that name and password. */
function isUnreachable(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && ['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', '28P01', '28000', '3D000'].includes(String(error.code));
}

/** Ours or, in rehearsal, the next one, where its Stripe listens. */
function isTakenPort(error: unknown): error is NodeJS.ErrnoException & { port: number } {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' && 'port' in error;
}

// A fault nobody caught is written down and the process goes on serving (quality 40).
const lastResort = jsonLog({ level: 'error' });
const keepServing = (kind: string) => (thrown: unknown) => lastResort.error({ error: thrown instanceof Error ? thrown.message : 'unknown' }, kind);
process.on('unhandledRejection', keepServing('unhandled rejection'));

main().catch((error: unknown) => {
  if (isTakenPort(error)) {
    process.stderr.write(`no arranca: PORT: ${error.port} is taken; choose another\n`);
  } else if (error instanceof ConfigurationRefused) {
    for (const problem of error.problems) process.stderr.write(`no arranca: ${problem}\n`);
  } else {
    process.stderr.write(`no arranca: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  }
  void closeAll().finally(() => process.exit(1));
});
