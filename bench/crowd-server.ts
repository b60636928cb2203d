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
  // Three digits, a space, three digits: so a person reads them.
  const [, first, second] = (message.kind === 'sms' && /\b(\d{3}) ?(\d{3})\b/.exec(message.text)) || [];
  if (first && second) tell({ code: first + second, to: message.to });
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

// Whoever started it is gone: nobody would ever stop it.
process.on('disconnect', () => void stop());
