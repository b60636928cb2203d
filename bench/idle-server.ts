// The process that S13 and the soak (tests/faults/soak.test.ts) fill with sockets: our own socket door on a database that is there, or bare socket.io.
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { socketPath } from '#call/protocol.ts';
import { attachSockets } from '#server/sockets.ts';
import { listeningServer, originOf, startWorld } from '../tests/world/start-world.ts';
import type { TestDatabase } from '../tests/world/cluster.ts';

interface Orders {
  urls: TestDatabase['urls'];
  adminUrl: string;
  now: string;
}

const orders = process.env['ORDERS'] ? (JSON.parse(process.env['ORDERS']) as Orders) : null;
const server = orders ? await listeningServer() : await bare();
let openAgain = () => {};
if (orders) {
  const { urls, adminUrl, now } = orders;
  const test = await startWorld({ server, now: new Date(now), trustedProxies: ['127.0.0.1'], database: { urls, adminUrl, drop: async () => {} } });
  test.composed.connectLive(attachSockets(server, test.world, { pool: test.composed.database.workerPool }));
  // The clock goes on by itself: half an hour later the first of the rooms would be closed.
  openAgain = () => test.clock.moveTo(new Date(now));
}
process.on('message', (told) => {
  if (told === 'open again') openAgain();
  if (told !== 'memory') return;
  for (let nth = 0; nth < 3; nth++) globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  process.send?.({ bytes: heapUsed + external, rss, handles: process.getActiveResourcesInfo().length });
});
process.on('disconnect', () => process.exit(0));
process.send?.({ origin: originOf(server) });

/** The least that passes a signal on to the other seat: two rooms a socket, as ours has them. */
async function bare() {
  const http = createServer();
  const io = new Server(http, { path: socketPath, serveClient: false, pingInterval: 10_000, pingTimeout: 8000 });
  io.on('connection', (socket) => {
    const { seat, other, room } = socket.handshake.auth as Record<string, string>;
    void socket.join([`${room}`, `${seat}`]);
    socket.on('signal', (signal) => io.to(`${other}`).emit('signal', signal));
  });
  await new Promise<void>((settle) => http.listen(0, '127.0.0.1', settle));
  return http;
}
