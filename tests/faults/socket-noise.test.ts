import { createHash } from 'node:crypto';
import type { Server } from 'node:http';
import fc from 'fast-check';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { socketPath, type Handshake } from '#call/protocol.ts';
import { linkToken } from '#domain/link.ts';
import { openSession } from '#features/accounts/sessions.server.ts';
import { exchangeLink } from '#features/room/links.server.ts';
import { attachSockets, type Sockets } from '#server/sockets.ts';
import { admitPractice, bookAsPatient, details } from '../world/clinic.ts';
import { listeningServer, originOf, startWorld, type TestWorld } from '../world/start-world.ts';

const frames = process.env['PROVE'] ? 100_000 : 2000;
/** Few, for most noise ends the connection that made it. */
const perSocket = 5;

let test: TestWorld;
let server: Server;
let sockets: Sockets;
let patient: Socket;
let specialist: Socket;
let cookies: { patient: string; specialist: string; loud: string };
const escaped: unknown[] = [];
const keep = (error: unknown) => escaped.push(error);

beforeAll(async () => {
  process.on('uncaughtException', keep);
  process.on('unhandledRejection', keep);
  server = await listeningServer();
  test = await startWorld({ server });
  sockets = attachSockets(server, test.world);
  const practice = await admitPractice(test.world);
  const startsAt = new Date('2026-11-24T10:00:00Z');
  const other = await admitPractice(test.world);
  const { appointmentId } = await bookAsPatient(test.world, details(practice.videoService, startsAt));
  const elsewhere = await bookAsPatient(test.world, details(other.videoService, startsAt));
  test.clock.moveTo(startsAt);
  const session = await openSession(test.world, { accountId: practice.accountId, signedInBy: 'sms', secondFactor: 'totp', device: 'test' });
  cookies = {
    patient: await seatCookie('phone-phone-phone-phone', appointmentId),
    /** A patient like any other, of another room, whose browser says whatever comes to its mind. */
    loud: await seatCookie('loud-loud-loud-loud-loud', elsewhere.appointmentId),
    specialist: `vc_browser=desk-desk-desk-desk-desk; vc_session=${session.token}`,
  };
  const seat = async (auth: Handshake, cookie: string) => {
    const made = io(originOf(server), { path: socketPath, transports: ['websocket'], forceNew: true, reconnection: false, auth, extraHeaders: { cookie, origin: originOf(server) } });
    await new Promise<void>((settle, fail) => made.on('connect', settle).on('connect_error', fail));
    await made.timeout(40_000).emitWithAck('enter');
    return made;
  };
  patient = await seat({ as: 'patient' }, cookies.patient);
  specialist = await seat({ as: 'specialist', appointmentId }, cookies.specialist);
}, 120_000);
afterAll(async () => {
  patient.close();
  specialist.close();
  await sockets.close();
  await test.stop();
  process.off('uncaughtException', keep);
  process.off('unhandledRejection', keep);
});

async function seatCookie(browser: string, appointmentId: string): Promise<string> {
  const token = linkToken((data) => test.world.vault.sign('link', data), appointmentId, 'patient', 1);
  const door = await exchangeLink(test.world, { token, browserHash: createHash('sha256').update(browser).digest() });
  if (!door.ok || door.value.role !== 'patient') throw new Error('no door');
  return `vc_browser=${browser}; vc_seat=${encodeURIComponent(door.value.cookie.value)}`;
}
const address = () => `${originOf(server).replace('http', 'ws')}${socketPath}/?EIO=4&transport=websocket`;
const events = ['look', 'pulse', 'enter', 'relay', 'devices', 'media', 'signal', 'admit', 'hangup', 'mistrust', 'back', 'finish', 'leave', 'hide', 'delay', '__proto__', 'disconnect', 'connect', 'error', 'constructor'];
const deep = `${'[{"a":'.repeat(2000)}1${'}]'.repeat(2000)}`;

/** Frames as no browser of ours sends them: engine.io and socket.io packets, whole, torn and of the wrong kind. */
const noise = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.uint8Array({ maxLength: 200 }),
  fc.tuple(fc.constantFrom('0', '1', '2', '3', '4', '40', '41', '42', '43', '44', '45', '451-', '4599-', '42/other,', '421', '4299999999999'), fc.json({ maxDepth: 3 })).map(([packet, body]) => packet + body),
  fc.tuple(fc.constantFrom(...events), fc.array(fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constant({ __proto__: { admin: true } })), { maxLength: 3 })).map(([event, input]) => `42${JSON.stringify([event, ...input])}`),
  fc.tuple(fc.constantFrom(...events), fc.nat(20)).map(([event, id]) => `42${id}["${event}",{"_placeholder":true,"num":${id}}]`),
  fc.constantFrom(`42["signal",${deep}]`, `4511-["signal"${',{"_placeholder":true,"num":0}'.repeat(11)}]`, '40{"as":"specialist","appointmentId":"x"}', '40{"as":"patient","token":"A"}', `42["signal",{"__proto__":{"kind":"hello"},"constructor":{"prototype":{"kind":"hello"}}}]`, '42["signal",{"kind":"description","connection":"c1c1c1c1","description":{"type":"offer","sdp":5}}]'),
);

it(`goes on serving the room through ${frames} frames of noise, and one of ten megabytes`, { timeout: 1_200_000 }, async () => {
  const frame = fc.sample(noise, { seed: 20261123, numRuns: frames });
  const origin = originOf(server);
  const shouters = [
    { hello: '', headers: { origin } },
    { hello: '40{"as":"patient"}', headers: { origin, cookie: cookies.loud } },
    { hello: '40{"as":"agenda"}', headers: { origin, cookie: cookies.specialist } },
  ];
  const warm = Math.floor(frame.length / 5);
  let memoryWarm = 0;
  for (let from = 0; from < frame.length; from += perSocket) {
    // What a process takes once it works is no leak.
    if (from <= warm) memoryWarm = process.memoryUsage.rss();
    const shouter = shouters[(from / perSocket) % shouters.length];
    const shout = new WebSocket(address(), { headers: shouter?.headers ?? {} });
    await new Promise<void>((settle) => {
      shout.on('open', () => {
        if (shouter?.hello) shout.send(shouter.hello);
        else shoutOut();
      });
      // Known and let in first, so that the noise reaches the room's own ears.
      shout.on('message', (data) => {
        if (/^4[04]/.test(String(data))) shoutOut();
      });
      const shoutOut = () => {
        for (const one of frame.slice(from, from + perSocket)) shout.send(one);
        if (from === 0) shout.send(Buffer.alloc(10_000_000));
        shout.close();
      };
      shout.on('close', () => settle());
      shout.on('error', () => settle());
    });
  }
  const heard = new Promise((settle) => specialist.once('signal', settle));
  patient.emit('signal', { kind: 'hello' });
  expect(await heard).toEqual({ kind: 'hello' });
  expect(await specialist.timeout(40_000).emitWithAck('look')).toMatchObject({ ok: true });
  expect(({} as { admin?: boolean }).admin).toBeUndefined();
  expect(escaped).toEqual([]);
  if (process.env['PROVE']) expect(process.memoryUsage.rss() - memoryWarm).toBeLessThan(50_000_000);
});

it('opens to pages of ours alone, and to no token in an address', async () => {
  const outcome = (url: string, headers: Record<string, string>) =>
    new Promise<string>((settle) => {
      const socket = new WebSocket(url, { headers });
      socket.on('unexpected-response', (_, answer) => settle(`refused ${answer.statusCode}`));
      socket.on('error', () => settle('refused'));
      socket.on('open', () => socket.send('40{"as":"patient"}'));
      socket.on('message', (data) => {
        const text = String(data);
        if (text.startsWith('40')) settle('in');
        if (text.startsWith('44')) settle('not known');
      });
    });
  const origin = originOf(server);
  expect(await outcome(address(), { origin, cookie: cookies.patient })).toBe('in');
  for (const wrong of ['https://evil.example', 'null', `${origin}.evil.example`, origin.replace('127.0.0.1', 'localhost'), 'file://', '']) {
    expect([wrong, await outcome(address(), { cookie: cookies.patient, ...(wrong ? { origin: wrong } : {}) })]).toEqual([wrong, expect.stringMatching(/^refused/)]);
  }
  const seat = /vc_seat=([^;]+)/.exec(cookies.patient)?.[1] ?? '';
  const session = /vc_session=([^;]+)/.exec(cookies.specialist)?.[1] ?? '';
  for (const query of [`vc_seat=${seat}`, `token=${session}`, `vc_session=${session}`, `auth=${session}`, `as=patient&seat=${seat}`]) {
    expect(await outcome(`${address()}&${query}`, { origin, cookie: 'vc_browser=phone-phone-phone-phone' })).toBe('not known');
  }
});
