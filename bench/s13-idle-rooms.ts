import { fork } from 'node:child_process';
import { join } from 'node:path';
import { io, type Socket } from 'socket.io-client';
import { socketPath } from '#call/protocol.ts';
import { linkToken } from '#domain/link.ts';
import { openSession } from '#features/accounts/sessions.server.ts';
import { bookForPatient } from '#features/booking/practice.server.ts';
import { exchangeLink } from '#features/room/links.server.ts';
import { admitPractice, browser } from '../tests/world/clinic.ts';
import { startWorld, type TestWorld } from '../tests/world/start-world.ts';
import { percentile, round, type Measured } from './measured.ts';

const rooms = Number(process.env['S13_ROOMS'] ?? 2000);
/** As many as a person may have open at once, one a window (quality 43). */
const roomsEach = 5;
const signals = 500;
const atOnce = 20;
const booked = new Date('2026-11-23T08:00:00Z');
const opened = new Date('2026-11-24T09:30:00Z');

interface Seat {
  auth: Record<string, string>;
  cookie: string;
}
type Pair = [patient: Seat, specialist: Seat];

/**
 * S13: 2,000 rooms with both seats taken and nothing going on, held by one process. Judged is the memory of a socket
 * (heap and buffers after collection, over an empty process) as a multiple of bare socket.io's, in the same run; in the
 * detail the time of a signal from seat to seat while all of them stand open, 500 of them, one after the other.
 */
export async function measureIdleRooms(): Promise<Measured> {
  const test = await startWorld();
  try {
    const pairs = await makeRooms(test);
    const { urls, adminUrl } = test.database;
    const ours = await fill(pairs, JSON.stringify({ urls, adminUrl, now: opened.toISOString() }));
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

/** Appointments whose rooms are open at the same time, and what the browsers of both sides carry. */
async function makeRooms(test: TestWorld): Promise<Pair[]> {
  const pairs: Pair[] = [];
  while (pairs.length < rooms) {
    const practice = await admitPractice(test.world, { stepMinutes: 10, services: [{ modality: 'video', name: 'Videoconsulta', durationMinutes: 10, priceCents: 5500 }] });
    test.clock.moveTo(opened);
    const session = await openSession(test.world, { accountId: practice.accountId, signedInBy: 'sms', secondFactor: 'totp', device: 'bench' });
    test.clock.moveTo(booked);
    for (let nth = 0; nth < roomsEach && pairs.length < rooms; nth++) {
      const number = pairs.length;
      const answer = await bookForPatient(
        test.world,
        practice.actor,
        { servicio: practice.videoService, dia: '2026-11-24', hora: `10:${10 + nth * 10}`, persona: '', nombre: `Paciente ${number}`, movil: `+346${String(number).padStart(8, '0')}`, correo: '', fuera: 'si' },
        'es',
      );
      if (!answer.ok) throw new Error(`not booked: ${answer.kind}`);
      const { appointmentId } = answer.value;
      const secret = `browser-of-patient-${number}`;
      const token = linkToken((data) => test.world.vault.sign('link', data), appointmentId, 'patient', 1);
      test.clock.moveTo(opened);
      const door = await exchangeLink(test.world, { token, browserHash: browser(secret) });
      test.clock.moveTo(booked);
      if (!door.ok || door.value.role !== 'patient') throw new Error('no door');
      pairs.push([
        { auth: { as: 'patient' }, cookie: `vc_browser=browser ${secret}; vc_seat=${encodeURIComponent(door.value.cookie.value)}` },
        { auth: { as: 'specialist', appointmentId }, cookie: `vc_browser=desk-desk-desk-desk-desk; vc_session=${session.token}` },
      ]);
    }
  }
  return pairs;
}

interface Filled {
  /** A socket, over the empty process. */
  bytes: number;
  rss: number;
  relayMs: number[];
}

async function fill(pairs: Pair[], orders: string): Promise<Filled> {
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
      sockets.push(...(await Promise.all(pairs.slice(from, from + atOnce).map((pair, index) => sitDown(origin, pair, from + index, orders !== '')))));
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

async function sitDown(origin: string, [patient, specialist]: Pair, room: number, ours: boolean): Promise<[Socket, Socket]> {
  const address = `10.${(room >> 12) & 15}.${(room >> 6) & 63}.${room & 63}`;
  const open = async (seat: Seat, side: string, other: string) => {
    const auth = ours ? { ...seat.auth, enter: 'with-media' } : { room: `room ${room}`, seat: `${room} ${side}`, other: `${room} ${other}` };
    const socket = io(origin, { path: socketPath, transports: ['websocket'], forceNew: true, reconnection: false, auth, extraHeaders: { cookie: seat.cookie, origin, 'x-forwarded-for': address } });
    await new Promise<void>((settle, fail) => {
      socket.on('connect_error', fail);
      if (ours) socket.on('welcome', (arrival: { ok: boolean; kind?: string }) => (arrival.ok ? settle() : fail(new Error(`no seat: ${arrival.kind}`))));
      else socket.on('connect', settle);
    });
    return socket;
  };
  return [await open(patient, 'patient', 'specialist'), await open(specialist, 'specialist', 'patient')];
}

function relayed(from: Socket, to: Socket): Promise<number> {
  const began = performance.now();
  from.emit('signal', { kind: 'hello' });
  return new Promise((settle) => to.once('signal', () => settle(performance.now() - began)));
}
