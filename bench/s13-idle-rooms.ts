import { fork } from 'node:child_process';
import { join } from 'node:path';
import { io, type Socket } from 'socket.io-client';
import { socketPath } from '#call/protocol.ts';
import { addressOf, makeRooms, relayed, roomsOpenAt, sitDown, type OpenRoom, type Seat } from '../tests/world/open-rooms.ts';
import { startWorld } from '../tests/world/start-world.ts';
import { percentile, round, type Measured } from './measured.ts';

const rooms = Number(process.env['S13_ROOMS'] ?? 2000);
const signals = 500;
const atOnce = 20;

/**
 * S13: 2,000 rooms with both seats taken and nothing going on, held by one process. Judged is the memory of a socket
 * (heap and buffers after collection, over an empty process) as a multiple of bare socket.io's, in the same run; in the
 * detail the time of a signal from seat to seat while all of them stand open, 500 of them, one after the other.
 */
export async function measureIdleRooms(): Promise<Measured> {
  const test = await startWorld();
  try {
    const pairs = await makeRooms(test, rooms);
    const { urls, adminUrl } = test.database;
    const ours = await fill(pairs, JSON.stringify({ urls, adminUrl, now: roomsOpenAt.toISOString() }));
    const bare = await fill(pairs, '');
    const ratio = round(ours.bytes / bare.bytes, 2);
    const times = ({ relayMs }: Filled) => ({ p50: round(percentile(relayMs, 0.5), 1), p95: round(percentile(relayMs, 0.95), 1) });
    const kB = (bytes: number) => round(bytes / 1000, 1);
    return {
      value: ratio,
      n: pairs.length * 2,
      min: ratio,
      max: ratio,
      detail: {
        rooms: pairs.length,
        socketKB: { ours: kB(ours.bytes), bare: kB(bare.bytes) },
        socketRssKB: { ours: kB(ours.rss), bare: kB(bare.rss) },
        relayMs: times(ours),
        bareRelayMs: times(bare),
        mustRelayP95Ms: 40,
      },
    };
  } finally {
    await test.stop();
  }
}

interface Filled {
  /** A socket, over the empty process. */
  bytes: number;
  rss: number;
  relayMs: number[];
}

async function fill(pairs: OpenRoom[], orders: string): Promise<Filled> {
  const child = fork(join(import.meta.dirname, 'idle-server.ts'), { env: { ...process.env, ORDERS: orders }, execArgv: ['--expose-gc'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const told = <Told>(order?: string) => {
    if (order) child.send(order);
    return new Promise<Told>((settle) => child.once('message', (answer) => settle(answer as Told)));
  };
  try {
    const { origin } = await told<{ origin: string }>();
    const before = await told<{ bytes: number; rss: number }>('memory');
    const sockets: [Socket, Socket][] = [];
    for (let from = 0; from < pairs.length; from += atOnce) {
      sockets.push(...(await Promise.all(pairs.slice(from, from + atOnce).map((pair, index) => sitBoth(origin, pair, from + index, orders !== '')))));
    }
    const after = await told<{ bytes: number; rss: number }>('memory');
    const relayMs: number[] = [];
    for (let nth = 0; nth < signals; nth++) {
      const [patient, specialist] = sockets[Math.floor((nth * sockets.length) / signals)] ?? [];
      if (patient && specialist) relayMs.push(await relayed(patient, specialist));
    }
    for (const socket of sockets.flat()) socket.close();
    const each = (end: number, start: number) => (end - start) / (pairs.length * 2);
    return { bytes: each(after.bytes, before.bytes), rss: each(after.rss, before.rss), relayMs };
  } finally {
    child.kill('SIGKILL');
  }
}

async function sitBoth(origin: string, { patient, specialist }: OpenRoom, room: number, ours: boolean): Promise<[Socket, Socket]> {
  const address = addressOf(room);
  const open = (seat: Seat, side: string, other: string) => (ours ? sitDown(origin, seat, address) : connectBare(origin, { room: `room ${room}`, seat: `${room} ${side}`, other: `${room} ${other}` }));
  return [await open(patient, 'patient', 'specialist'), await open(specialist, 'specialist', 'patient')];
}

async function connectBare(origin: string, auth: Record<string, string>): Promise<Socket> {
  const socket = io(origin, { path: socketPath, transports: ['websocket'], forceNew: true, reconnection: false, auth, extraHeaders: { origin } });
  await new Promise<void>((settle, fail) => socket.on('connect', settle).on('connect_error', fail));
  return socket;
}
