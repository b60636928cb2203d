import { createHash } from 'node:crypto';
import type { Server } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { io, type Socket } from 'socket.io-client';
import { socketPath, type Answer, type Handshake } from '#call/protocol.ts';
import { linkToken } from '#domain/link.ts';
import type { RoomView } from '#domain/room-view.ts';
import { openSession } from '#features/accounts/sessions.server.ts';
import { removeAssistant } from '#features/team/invitations.server.ts';
import { exchangeLink } from '#features/room/links.server.ts';
import { admitPractice, bookAsPatient, details, type Practice } from '../../tests/world/clinic.ts';
import { listeningServer, originOf, startWorld, type TestWorld } from '../../tests/world/start-world.ts';
import { attachSockets, type Sockets } from './sockets.ts';

let test: TestWorld;
let server: Server;
let sockets: Sockets;
let practice: Practice;
let appointmentId: string;
let open: Socket[] = [];
let startsAt = new Date('2026-11-26T08:00:00Z');
let bookedAt = new Date('2026-11-23T08:00:00Z');
const minute = 60_000;

beforeAll(async () => {
  server = await listeningServer();
  test = await startWorld({ server });
  sockets = attachSockets(server, test.world);
  test.composed.connectLive(sockets);
  practice = await admitPractice(test.world);
}, 60_000);
afterAll(async () => {
  await sockets.close();
  await test.stop();
});

beforeEach(async () => {
  startsAt = new Date(startsAt.getTime() + (startsAt.getUTCHours() >= 17 ? 16 * 60 : 40) * minute);
  if (startsAt.getUTCDay() === 6) startsAt = new Date(startsAt.getTime() + 48 * 60 * minute);
  bookedAt = new Date(bookedAt.getTime() + 61 * minute);
  test.clock.moveTo(bookedAt);
  ({ appointmentId } = await bookAsPatient(test.world, details(practice.videoService, startsAt)));
  test.clock.moveTo(startsAt);
});
afterEach(() => {
  for (const socket of open) socket.close();
  open = [];
});

async function seatCookie(browser: string): Promise<string> {
  const token = linkToken((data) => test.world.vault.sign('link', data), appointmentId, 'patient', 1);
  const answer = await exchangeLink(test.world, { token, browserHash: createHash('sha256').update(browser).digest() });
  if (!answer.ok || answer.value.role !== 'patient') throw new Error('no cookie');
  return `vc_browser=${browser}; vc_seat=${encodeURIComponent(answer.value.cookie.value)}`;
}
async function sessionCookie(accountId: string, browser: string): Promise<string> {
  const { token } = await openSession(test.world, { accountId, signedInBy: 'rehearsal', device: 'test' });
  return `vc_browser=${browser}; vc_session=${token}`;
}

function socket(auth: Handshake, cookie: string, origin = originOf(server)): Socket {
  const made = io(originOf(server), { path: socketPath, transports: ['websocket'], forceNew: true, reconnection: false, auth, extraHeaders: { cookie, origin } });
  open.push(made);
  return made;
}
const opened = (one: Socket) => new Promise<boolean>((settle) => {
  if (one.connected) settle(true);
  one.on('connect', () => settle(true));
  one.on('connect_error', () => settle(false));
});
const ask = <Value = RoomView>(one: Socket, name: string, ...input: unknown[]): Promise<Answer<Value>> => one.timeout(40_000).emitWithAck(name, ...input);
const next = <Value>(one: Socket, event: string, wanted: (value: Value) => boolean = () => true) =>
  new Promise<Value>((settle) => {
    const listen = (value: Value) => {
      if (!wanted(value)) return;
      one.off(event, listen);
      settle(value);
    };
    one.on(event, listen);
  });

async function bothSeated() {
  const patient = socket({ as: 'patient' }, await seatCookie('phone-phone-phone-phone'));
  const specialist = socket({ as: 'specialist', appointmentId }, await sessionCookie(practice.accountId, 'desk-desk-desk-desk'));
  expect(await Promise.all([opened(patient), opened(specialist)])).toEqual([true, true]);
  expect(await ask(patient, 'enter')).toMatchObject({ ok: true });
  expect(await ask(specialist, 'enter')).toMatchObject({ ok: true, value: { room: { other: { present: true, name: 'Carmen Ruiz Lozano' } } } });
  return { patient, specialist };
}

describe('a socket', () => {
  it('is refused without cookies, with another browser’s cookie, from another origin and with a token in its query', async () => {
    const cookie = await seatCookie('phone-phone-phone-phone');
    const stolen = cookie.replace(/vc_browser=[^;]+/, 'vc_browser=thief-thief-thief');
    const token = linkToken((data) => test.world.vault.sign('link', data), appointmentId, 'patient', 1);
    const refused = [
      socket({ as: 'patient' }, ''),
      socket({ as: 'patient' }, stolen),
      socket({ as: 'patient' }, cookie, 'https://elsewhere.example'),
      socket({ as: 'specialist', appointmentId }, cookie),
      socket({ as: 'agenda' }, cookie),
      socket({ as: 'patient', token } as never, ''),
    ];
    expect(await Promise.all(refused.map(opened))).toEqual(refused.map(() => false));
  });

  it('of another practice or of an assistant does not reach the room', async () => {
    const other = await admitPractice(test.world);
    expect(await opened(socket({ as: 'specialist', appointmentId }, await sessionCookie(other.accountId, 'desk-desk-desk-desk')))).toBe(false);
  });

  it('of an assistant who was let go is told so at once and hears of that agenda no more (quality 21)', async () => {
    const accountId = test.world.ids.uuid();
    await test.world.as({ kind: 'system', job: 'test' }, async (tx) => {
      await tx.insertInto('accounts').values({ id: accountId, created_at: test.clock.now() }).execute();
      await tx.insertInto('assistants').values({ account_id: accountId, specialist_id: practice.specialistId, created_at: test.clock.now() }).execute();
    });
    const cookie = await sessionCookie(accountId, 'desk-desk-desk-desk');
    const [assistant, specialist] = [socket({ as: 'agenda' }, cookie), socket({ as: 'agenda' }, await sessionCookie(practice.accountId, 'desk-desk-desk-desk'))];
    expect(await Promise.all([opened(assistant), opened(specialist)])).toEqual([true, true]);
    expect(await opened(socket({ as: 'specialist', appointmentId }, cookie))).toBe(false);
    // Bookings gathered from before may still be told while they may hear it: what counts is what comes between two marks, and after.
    let told: string[] = [];
    assistant.on('changed', ({ type }: { type: string }) => told.push(type));
    const mark = async () => {
      const heard = [assistant, specialist].map((one) => next<{ type: string }>(one, 'changed', ({ type }) => type === 'mark'));
      for (const id of [accountId, practice.accountId]) test.world.live.publish(`account:${id}`, { type: 'mark' });
      await Promise.all(heard);
    };
    await mark();
    told = [];
    await removeAssistant(test.world, practice.actor, practice.specialistId, { asistente: accountId });
    await mark();
    expect(told).toContain('changed');
    told = [];
    const heard = next(specialist, 'changed');
    test.world.live.publish(`specialist:${practice.specialistId}`, { type: 'changed' });
    await heard;
    expect(await opened(socket({ as: 'agenda' }, cookie))).toBe(false);
    await mark();
    // A moved clock is told to everybody, an earlier test's a moment late.
    expect(told.filter((type) => type !== 'clock-moved')).toEqual(['mark']);
  });

  it('takes no seat by being open', async () => {
    const patient = socket({ as: 'patient' }, await seatCookie('phone-phone-phone-phone'));
    await opened(patient);
    expect(await ask(patient, 'look')).toMatchObject({ ok: true, value: { seat: 'free' } });
    expect(await ask(patient, 'relay')).toMatchObject({ ok: false, kind: 'not-allowed' });
  });

  it('that stays when its session ends can do nothing more', async () => {
    const { specialist } = await bothSeated();
    await test.world.as({ kind: 'system', job: 'test' }, (tx) => tx.updateTable('sessions').set({ ended_at: test.clock.now() }).execute());
    expect(await ask(specialist, 'admit')).toMatchObject({ ok: false, kind: 'sign-in-first' });
  });

  it.each([
    ['signal', { kind: 'description', connection: 'c1c1c1c1', description: { type: 'rollback', sdp: '' } }],
    ['signal', { kind: 'hello', extra: 1 }],
    ['signal', '__proto__'],
    ['signal', null],
    ['devices', { camera: 'ready' }],
    ['delay', { minutes: -5 }],
    ['enter', 'not a function'],
    ['no such event', {}],
  ])('that says %s %j is answered or ignored, and the room goes on', async (event, input) => {
    const { patient, specialist } = await bothSeated();
    patient.emit(event, input);
    const heard = next<{ kind: string }>(specialist, 'signal');
    patient.emit('signal', { kind: 'hello' });
    expect(await heard).toEqual({ kind: 'hello' });
  });

  it('that floods is cut off; the room of the others goes on', async () => {
    const { patient, specialist } = await bothSeated();
    const cut = new Promise((settle) => patient.on('disconnect', settle));
    for (let i = 0; i < 400; i++) patient.emit('media', { connected: false });
    await cut;
    expect(await ask(specialist, 'look')).toMatchObject({ ok: true });
  });
});

describe('the room', () => {
  it('tells the agenda at once who waits, and the specialist sees them gone', async () => {
    const agenda = socket({ as: 'agenda' }, await sessionCookie(practice.accountId, 'desk-desk-desk-desk'));
    await opened(agenda);
    const told = next(agenda, 'changed');
    const { patient, specialist } = await bothSeated();
    await told;
    const gone = next<RoomView>(specialist, 'room', (room) => !room.other.present);
    patient.close();
    expect((await gone).other.name).toBe('Carmen Ruiz Lozano');
  });

  it('passes signals from seat to seat, and neither to nor from anybody else', async () => {
    const { patient, specialist } = await bothSeated();
    const third = socket({ as: 'patient' }, await seatCookie('third-third-third-third'));
    await opened(third);
    expect(await ask(third, 'enter')).toMatchObject({ ok: false, kind: 'seat-taken' });
    const strayed: unknown[] = [];
    third.on('signal', (signal) => strayed.push(signal));
    third.emit('signal', { kind: 'bye' });
    const heard = next(specialist, 'signal');
    patient.emit('signal', { kind: 'hello' });
    expect(await heard).toEqual({ kind: 'hello' });
    await ask(third, 'look');
    expect(strayed).toEqual([]);
  });

  it('admits: both hear of it from the server, then the end', async () => {
    const { patient, specialist } = await bothSeated();
    const admitted = next<RoomView>(patient, 'room', (room) => room.stage === 'in_call');
    expect(await ask(specialist, 'admit')).toMatchObject({ ok: true, value: { stage: 'in_call' } });
    expect((await admitted).admittedAt).not.toBeNull();
    expect(await ask(patient, 'admit')).toMatchObject({ ok: false, kind: 'not-allowed' });
    const ended = next<RoomView>(patient, 'room', (room) => room.stage === 'finished');
    expect(await ask(specialist, 'finish')).toMatchObject({ ok: true });
    expect((await ended).stage).toBe('finished');
  });

  it('goes on in the newest window of the same browser; the older one is told', async () => {
    const { patient, specialist } = await bothSeated();
    const told = next(patient, 'seat-moved');
    const second = socket({ as: 'patient' }, await seatCookie('phone-phone-phone-phone'));
    await opened(second);
    expect(await ask(second, 'enter')).toMatchObject({ ok: true });
    await told;
    const heard: unknown[] = [];
    specialist.on('signal', (signal) => heard.push(signal));
    patient.emit('signal', { kind: 'bye' });
    await ask(patient, 'look');
    const hello = next(specialist, 'signal');
    second.emit('signal', { kind: 'hello' });
    await hello;
    expect(heard).toEqual([{ kind: 'hello' }]);
    patient.close();
    expect(await ask(specialist, 'look')).toMatchObject({ value: { other: { present: true } } });
  });

  it('stores and logs neither session descriptions nor addresses', async () => {
    const { patient, specialist } = await bothSeated();
    const sdp = 'v=0 a=fingerprint:sha-256 AA a=candidate:1 1 udp 1 192.0.2.1 1 typ host';
    const heard = next<{ kind: string }>(specialist, 'signal');
    patient.emit('signal', { kind: 'description', connection: 'c1c1c1c1', description: { type: 'offer', sdp } });
    expect((await heard).kind).toBe('description');
    expect(JSON.stringify(test.log)).not.toMatch(/a=candidate|a=fingerprint/);
  });
});
