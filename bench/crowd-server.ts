// A process of the product over the crowd, for the figures over HTTP: built pages, jobs running, stand-ins for mail and SMS beside it.
// Its parent learns the address, every code sent by SMS, and how much of the processor it took.
import { serve } from '#server/serve.ts';
import { listeningServer } from '../tests/world/start-world.ts';
import { startCrowdWorld } from './crowd/crowd-world.ts';
import { fullCrowd } from './crowd/open-crowd.ts';

export type FromServer = { listens: string } | { code: string; to: string } | { cpuMs: number };

const tell = (what: FromServer) => process.send?.(what);
const server = await listeningServer();
const test = await startCrowdWorld({ ...fullCrowd, appointments: Number(process.argv[2]) }, { server, pools: { app: 12, worker: 6 } });
test.rehearsal.mailbox.subscribe((message) => {
  const code = message.kind === 'sms' ? /\b(\d{6})\b/.exec(message.text)?.[1] : undefined;
  if (code) tell({ code, to: message.to });
});
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
  await test.stop();
  process.exit(0);
}
