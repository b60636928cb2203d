import { createHash, randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { socketPath, type Handshake } from '#call/protocol.ts';
import { linkToken } from '#domain/link.ts';
import { openSession } from '#features/accounts/sessions.server.ts';
import { exchangeLink, findAppointmentOfLink } from '#features/room/links.server.ts';
import { attachSockets, type Sockets } from '#server/sockets.ts';
import { guessRefusal } from '../../src/routes/guesses.ts';
import { admitPractice, bookAsPatient, details, type Practice } from '../world/clinic.ts';
import { listeningServer, originOf, startWorld, type TestWorld } from '../world/start-world.ts';

const guesses = process.env['PROVE'] ? 1_000_000 : 1000;
const system = { kind: 'system', job: 'test' } as const;
let test: TestWorld;
let server: Server;
let sockets: Sockets;
let practice: Practice;
let appointmentId: string;
let open: Socket[] = [];
const startsAt = new Date('2026-11-24T10:00:00Z');

beforeAll(async () => {
  server = await listeningServer();
  test = await startWorld({ server, guessesAMinute: 20, connectsAMinute: 20 });
  sockets = attachSockets(server, test.world);
  practice = await admitPractice(test.world);
  ({ appointmentId } = await bookAsPatient(test.world, details(practice.videoService, startsAt)));
  test.clock.moveTo(startsAt);
}, 60_000);
afterEach(() => {
  for (const socket of open) socket.close();
  open = [];
});
afterAll(async () => {
  await sockets.close();
  await test.stop();
});

const tokenOf = () => linkToken((data) => test.world.vault.sign('link', data), appointmentId, 'patient', 1);
async function seatCookie(browser: string): Promise<string> {
  const answer = await exchangeLink(test.world, { token: tokenOf(), browserHash: createHash('sha256').update(browser).digest() });
  if (!answer.ok || answer.value.role !== 'patient') throw new Error('no cookie');
  return `vc_browser=${browser}; vc_seat=${encodeURIComponent(answer.value.cookie.value)}`;
}
function socket(auth: Handshake, cookie: string): Socket {
  const made = io(originOf(server), { path: socketPath, transports: ['websocket'], forceNew: true, reconnection: false, auth, extraHeaders: { cookie, origin: originOf(server) } });
  open.push(made);
  return made;
}
/** 'open', or the word with which the door refused. */
const knocked = (one: Socket) =>
  new Promise<string>((settle) => {
    one.on('connect', () => settle('open'));
    one.on('connect_error', ({ message }) => settle(message));
  });
const knock = (auth: Handshake, cookie: string) => knocked(socket(auth, cookie));

describe('links that nobody was given (fault 29)', () => {
  const asked = async (address: string, status: number) => {
    const answer = await guessRefusal({ world: test.world, address, locale: 'es' } as App.Locals, '/(patient)/e/[token]', status);
    return answer?.status ?? status;
  };

  it('are the same 404 twenty times a minute and 429 from then on, for every address by itself; real links go on', async () => {
    const addresses = ['203.0.113.1', '203.0.113.2', '2001:db8::1'];
    for (const address of addresses) {
      const answers: number[] = [];
      for (let nth = 0; nth < 23; nth++) answers.push(await asked(address, 404));
      expect(answers).toEqual([...Array.from({ length: 20 }, () => 404), 429, 429, 429]);
      // Whoever shares the address and has a link of their own goes on.
      expect(await asked(address, 200)).toBe(200);
    }
    expect(await asked('2001:db8::ffff', 404)).toBe(429);
    expect(await asked('203.0.113.3', 404)).toBe(404);
    const rows = await test.world.as(system, (tx) => tx.selectFrom('alarms').select(['kind', 'count']).execute());
    expect(rows).toEqual([{ kind: 'links-guessed', count: 3 }]);
  });

  it(`${guesses} of them are nobody's`, async () => {
    expect(await findAppointmentOfLink(test.world, tokenOf())).not.toBeNull();
    const guess = () => randomBytes(17).toString('base64url').slice(0, 22);
    let hits = 0;
    for (let nth = 0; nth < guesses; nth += 20) {
      const found = await Promise.all(Array.from({ length: 20 }, () => findAppointmentOfLink(test.world, guess())));
      hits += found.filter(Boolean).length;
    }
    expect(hits).toBe(0);
  });
});

describe('who opens a live line (quality 43)', () => {
  it('has five at once; one that closes makes room', async () => {
    const cookie = await seatCookie('phone-phone-phone-phone');
    const tabs = Array.from({ length: 5 }, () => socket({ as: 'patient' }, cookie));
    expect(await Promise.all(tabs.map(knocked))).toEqual(tabs.map(() => 'open'));
    expect(await knock({ as: 'patient' }, cookie)).toBe('too-many-attempts');
    const other = await openSession(test.world, { accountId: practice.accountId, signedInBy: 'rehearsal', device: 'test' });
    expect(await knock({ as: 'agenda' }, `vc_browser=desk-desk-desk-desk; vc_session=${other.token}`)).toBe('open');
    tabs[0]?.close();
    await expect.poll(() => knock({ as: 'patient' }, cookie)).toBe('open');
  });

  it('without being anybody is shut out for a minute at the twentieth, and nobody known with them is not counted', async () => {
    const strangers: string[] = [];
    for (let nth = 0; nth < 22; nth++) strangers.push(await knock({ as: 'patient' }, `vc_browser=nobody-${nth}-nobody-nobody`));
    expect(strangers.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 'not-allowed'));
    // Before anything of it is read: no word, no look at the database.
    expect(strangers.slice(20).every((word) => word !== 'not-allowed' && word !== 'open')).toBe(true);
  });
});

it('asking for the relay outside the window, or without the seat, gets none and stands in the access log (fault 44)', async () => {
  // Another process's door, which has shut nobody out.
  const elsewhere = await listeningServer();
  const world = { ...test.world, settings: { ...test.world.settings, publicOrigin: originOf(elsewhere) } };
  const more = attachSockets(elsewhere, world);
  const one = io(originOf(elsewhere), { path: socketPath, transports: ['websocket'], forceNew: true, reconnection: false, auth: { as: 'patient' }, extraHeaders: { cookie: await seatCookie('phone-phone-phone-phone'), origin: originOf(elsewhere) } });
  open.push(one);
  expect(await knocked(one)).toBe('open');
  const relay = () => one.timeout(40_000).emitWithAck('relay');
  expect(await relay()).toEqual({ ok: false, kind: 'not-allowed' });
  expect(await one.timeout(40_000).emitWithAck('enter')).toMatchObject({ ok: true });
  expect(await relay()).toMatchObject({ ok: true });
  test.clock.moveTo(new Date(startsAt.getTime() + 3 * 3_600_000));
  for (let nth = 0; nth < 8; nth++) expect(await relay()).toMatchObject({ ok: false });
  const noted = await test.world.as(system, (tx) => tx.selectFrom('audit').select(['action', 'object_id', 'actor_kind']).where('action', '=', 'relay-refused').execute());
  expect(noted).toEqual(Array.from({ length: 5 }, () => ({ action: 'relay-refused', object_id: appointmentId, actor_kind: 'guest' })));
  await more.close();
});
