import { hkdfSync } from 'node:crypto';
import { createServer } from 'node:http';
import { movableClock } from '#adapters/clock/movable.ts';
import { systemClock } from '#adapters/clock/system.ts';
import { jsonLog } from '#adapters/log/pino.ts';
import { startEmbedded, type EmbeddedServer } from '#db/embedded.ts';
import { migrate } from '#db/migrate.ts';
import { clusterDirectory, compose, type Parts } from './compose.ts';
import { ConfigurationRefused, readConfig, type Config } from './config.ts';
import { productionParts } from './production.ts';
import { serve } from './serve.ts';

const say = (line: string) => process.stdout.write(`${line}\n`);

/** Starts everything and prints `listo: <url>`; ends with a named reason where it must not start. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const embedded = config.databaseUrl ? null : await startEmbedded({ directory: clusterDirectory(config), fsync: 'on', say });
  const urls = await migrate(config.databaseUrl ?? embedded?.url ?? '', rolePassword(config));
  const server = createServer();
  const bound = await listen(server, config);
  const ready: Config = { ...config, publicOrigin: process.env['PUBLIC_ORIGIN'] ?? `http://localhost:${bound}` };
  const log = jsonLog({ level: 'info' });
  const pools = { app: 16, worker: 8 };

  if (ready.mode === 'production') {
    const parts: Parts = { urls, pools, log, clock: systemClock(), ...productionParts(ready) };
    const composed = await compose(ready, parts);
    await serve(server, composed, null);
    stopOnSignal(async () => composed.close(), server, embedded);
  } else {
    // Stand-ins and demo are loaded in rehearsal alone: production never has them in memory.
    const { openRehearsal } = await import('#rehearsal/open.ts');
    const rehearsal = await openRehearsal({ config: ready, port: bound, urls, pools, log, clock: movableClock(), say });
    await serve(server, rehearsal.composed, rehearsal.desk);
    stopOnSignal(() => rehearsal.stop(), server, embedded);
  }
  say(`listo: ${ready.publicOrigin}`);
}

/** The roles' password follows from the installation's key, so that several processes agree without telling each other. */
function rolePassword(config: Config): string {
  return Buffer.from(hkdfSync('sha256', config.appKey, '', 'database roles', 24)).toString('base64url');
}

function listen(server: import('node:http').Server, config: Config): Promise<number> {
  return new Promise((settle, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      fail(error.code === 'EADDRINUSE' ? new ConfigurationRefused([`PORT: ${config.port} is taken; choose another`]) : error);
    });
    server.listen(config.port, config.host, () => {
      const address = server.address();
      settle(address && typeof address === 'object' ? address.port : config.port);
    });
  });
}

/** Stops taking requests, lets the running ones end (10 s at most), then closes what it opened (quality 92). */
function stopOnSignal(close: () => Promise<void>, server: import('node:http').Server, embedded: EmbeddedServer | null): void {
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), 10_000).unref();
    server.close();
    server.closeIdleConnections();
    void close()
      .then(() => {
        if (embedded?.started) embedded.stop();
        process.exit(0);
      })
      .catch(() => process.exit(1));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

// A fault nobody caught is written down and the process goes on serving (quality 40).
const lastResort = jsonLog({ level: 'error' });
process.on('unhandledRejection', (reason) => lastResort.error({ error: reason instanceof Error ? reason.message : 'unknown' }, 'unhandled rejection'));

main().catch((error: unknown) => {
  if (error instanceof ConfigurationRefused) {
    for (const problem of error.problems) process.stderr.write(`no arranca: ${problem}\n`);
  } else {
    process.stderr.write(`no arranca: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  }
  process.exit(1);
});
