import type { Server } from 'node:http';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { socketPath, type Answer, type Arrival } from '#call/protocol.ts';
import { comingBack } from '#call/signalling.ts';
import { attachSockets, type Sockets } from '#server/sockets.ts';
import { makeRooms, relayed, roomsOpenAt, type OpenRoom, type Seat } from '../world/open-rooms.ts';
import { listeningServer, originOf, startWorld, type TestWorld } from '../world/start-world.ts';

const prove = Boolean(process.env['PROVE']);
const lines = prove ? 200 : 20;
/** A loaded machine is no judge of ten seconds; there everybody comes back all the same. */
const withinMs = prove ? 10_000 : 60_000;

/** A page that comes back by itself as the product's does, with every time it was seated. */
interface Page {
  socket: Socket;
  seatedAt: number[];
  refused: string[];
}

let test: TestWorld;
let rooms: OpenRoom[];
let server: Server;
let running: { sockets: Sockets; stop(): Promise<void> };
const pages: Page[] = [];

beforeAll(async () => {
  server = await listeningServer();
  test = await startWorld({ server, connectsAMinute: 20 });
  const sockets = attachSockets(server, test.world);
  test.composed.connectLive(sockets);
  running = { sockets, stop: async () => {} };
  rooms = await makeRooms(test, lines / 2);
  test.clock.moveTo(roomsOpenAt);
}, 600_000);
afterAll(async () => {
  for (const { socket } of pages) socket.close();
  await running.sockets.close();
  await running.stop();
  await test.stop();
});

function open(seat: Seat): Page {
  const origin = originOf(server);
  const auth = { ...seat.auth, enter: 'with-media' };
  const socket = io(origin, { path: socketPath, transports: ['websocket'], forceNew: true, ...comingBack, auth, extraHeaders: { cookie: seat.cookie, origin } });
  const page: Page = { socket, seatedAt: [], refused: [] };
  socket.on('welcome', (arrival: Answer<Arrival>) => (arrival.ok ? page.seatedAt.push(performance.now()) : page.refused.push(arrival.kind)));
  socket.on('connect_error', ({ message }) => socket.active || page.refused.push(message));
  return page;
}

async function seated(times: number, withinMs: number): Promise<Page[]> {
  const until = performance.now() + withinMs;
  const missing = () => pages.filter(({ seatedAt }) => seatedAt.length < times);
  while (missing().length > 0 && performance.now() < until) await new Promise((settle) => setTimeout(settle, 20));
  return missing();
}

it(`${lines} pages of open rooms behind one address have their seats again after a restart (fault 17)`, { timeout: 180_000 }, async () => {
  for (const room of rooms) pages.push(open(room.patient), open(room.specialist));
  expect(await seated(1, 60_000)).toEqual([]);

  // A deploy: the old process closes as it does when told to end, a new one begins on the same port.
  const port = Number(new URL(originOf(server)).port);
  await running.sockets.close();
  server = await listeningServer('127.0.0.1', port);
  const { urls, adminUrl } = test.database;
  const next = await startWorld({ server, now: roomsOpenAt, connectsAMinute: 20, database: { urls, adminUrl, drop: async () => {} } });
  const sockets = attachSockets(server, next.world);
  next.composed.connectLive(sockets);
  running = { sockets, stop: () => next.stop() };
  const began = performance.now();

  const missing = await seated(2, withinMs);
  const times = pages.flatMap(({ seatedAt }) => seatedAt.slice(1)).map((at) => at - began);
  process.stdout.write(`fault 17: ${times.length} of ${lines} back, the last after ${Math.round(Math.max(...times))} ms\n`);
  expect(pages.flatMap(({ refused }) => refused)).toEqual([]);
  expect(missing.length).toBeLessThanOrEqual(lines * 0.001);
  // Once each, one of each side in a room, and the two of it hear each other.
  expect(pages.filter(({ seatedAt }) => seatedAt.length > 2)).toEqual([]);
  const ids = rooms.map(({ appointmentId }) => appointmentId);
  const seats = await next.world.as({ kind: 'system', job: 'test' }, (tx) => tx.selectFrom('seats').select(['appointment_id', 'role']).where('appointment_id', 'in', ids).execute());
  expect(new Set(seats.map((seat) => `${seat.appointment_id} ${seat.role}`)).size).toBe(lines);
  expect(seats).toHaveLength(lines);
  for (let nth = 0; nth < pages.length; nth += 2) {
    const [patient, specialist] = [pages[nth]?.socket, pages[nth + 1]?.socket];
    if (patient && specialist) await relayed(patient, specialist);
  }
});
