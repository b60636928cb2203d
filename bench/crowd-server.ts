// A process of the product over the crowd, for the figures over HTTP: built pages, jobs running, its mail and SMS sent to
// sinks elsewhere. Its parent learns the address and how much of the processor it took.
import { sendersTo, type SinkPlaces } from './start-sinks.ts';
import { serve } from '#server/serve.ts';
import { listeningServer, originOf } from '../tests/world/start-world.ts';
import { startCrowdWorld } from './crowd/crowd-world.ts';
import type { CrowdSize } from './crowd/open-crowd.ts';

export interface CrowdOrders {
  size: CrowdSize;
  sinks: SinkPlaces;
}
export type FromServer = { listens: string } | { cpuMs: number };

const tell = (what: FromServer) => process.send?.(what);
const { size, sinks } = JSON.parse(process.argv[2] ?? '') as CrowdOrders;
const server = await listeningServer();
const senders = sendersTo(sinks, originOf(server));
// As many connections as the product opens by itself.
const test = await startCrowdWorld(size, { server, senders, pools: { app: 16, worker: 8 } });
await serve(server, test.composed, null);
tell({ listens: test.config.publicOrigin });

process.on('message', (order) => {
  const { user, system } = process.cpuUsage();
  if (order === 'cpu') tell({ cpuMs: (user + system) / 1000 });
  if (order === 'stop') void stop();
});

async function stop(): Promise<void> {
  server.closeAllConnections();
  await new Promise((settle) => server.close(settle));
  senders.mail.close();
  await test.stop();
  process.exit(0);
}

// Whoever started it is gone: nobody would ever stop it.
process.on('disconnect', () => void stop());
