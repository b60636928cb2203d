import { readdirSync, readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { socketPath, type Handshake } from '#call/protocol.ts';
import { scopes } from '#domain/access-token.ts';
import { linkToken } from '#domain/link.ts';
import { issueToken } from '#features/accounts/access-tokens.server.ts';
import { openSession } from '#features/accounts/sessions.server.ts';
import { exchangeLink } from '#features/room/links.server.ts';
import { browserOf, fault, openAttackedClinic, type AttackedClinic } from './attacked-clinic.ts';
import { fill, readRoutes, type Route } from './route-table.ts';
import { areaOf, roles, socketEvents, type Role, type Side } from './who-may-see.ts';

let clinic: AttackedClinic;
let routes: Route[];
let cookies: Record<Role, string>;
let tokens: Record<Side, string>;
const system = { kind: 'system', job: 'test' } as const;
const sides: Side[] = ['A', 'B'];
/** Of the patient of A; those of B's are the clinic's own secrets. */
const secretsOfA = /Ruiz Lozano|612\D?345\D?678|lunar que ha cambiado/;
const mayReadA: Role[] = ['patient A', 'specialist A', 'assistant A', 'link A'];
const mayReadB: Role[] = ['patient B', 'specialist B'];
let asked = 0;

beforeAll(async () => {
  routes = await readRoutes();
  clinic = await openAttackedClinic();
  const { world, clock } = clinic.test;
  const operator = world.ids.uuid();
  await world.as(system, async (tx) => {
    await tx.insertInto('accounts').values({ id: operator, created_at: clock.now() }).execute();
    await tx.insertInto('operators').values({ account_id: operator }).execute();
  });
  const signedIn = async (name: string, accountId: string) =>
    `vc_browser=${browserOf(name)}; vc_session=${(await openSession(world, { accountId, signedInBy: 'sms', secondFactor: 'passkey', device: 'test' })).token}`;
  cookies = {
    nobody: clinic.cookies.anybody,
    'patient A': clinic.cookies.patient,
    'patient B': clinic.theirs.cookies,
    'specialist A': clinic.cookies.specialist,
    'specialist B': await signedIn('specialist-b', clinic.other.accountId),
    'assistant A': clinic.cookies.assistant,
    operator: await signedIn('operator', operator),
    'link A': '',
    'one factor': '',
  };
  // The room of A's appointment is open, so that its doors are there to be tried.
  clock.moveTo(new Date('2026-11-25T12:00:00+01:00'));
  cookies['link A'] = await seatOf('A', 'link-a');
  const half = await openSession(world, { accountId: clinic.own.accountId, signedInBy: 'sms', device: 'test' });
  cookies['one factor'] = `vc_browser=${browserOf('half')}; vc_session=${half.token}`;
  const token = async (practice: AttackedClinic['own']) => {
    const issued = await issueToken(world, practice.actor, { nombre: 'Prueba', permisos: [...scopes], dias: 90 });
    if (!issued.ok) throw new Error(issued.kind);
    return issued.value.token;
  };
  tokens = { A: await token(clinic.own), B: await token(clinic.other) };
  for (const role of ['patient A', 'patient B', 'specialist A', 'specialist B', 'assistant A', 'operator'] as const) cookies[role] = await again(cookies[role]);
}, 120_000);
afterAll(async () => {
  process.stdout.write(`who may see what: ${asked} requests to ${routes.length} routes\n`);
  await clinic.stop();
});

/** The clock has moved by two days: sessions of who works here are over by then, new ones are opened for the same accounts. */
async function again(cookie: string): Promise<string> {
  const { world } = clinic.test;
  const [browser = '', session = ''] = cookie.split('; ');
  const hash = createHash('sha256').update(session.replace('vc_session=', '')).digest();
  const { account_id: accountId } = await world.as(system, (tx) => tx.selectFrom('sessions').select('account_id').where('token_hash', '=', hash).executeTakeFirstOrThrow());
  const opened = await openSession(world, { accountId, signedInBy: 'sms', secondFactor: 'passkey', device: 'test' });
  return `${browser}; vc_session=${opened.token}`;
}

async function seatOf(side: Side, name: string): Promise<string> {
  const { world } = clinic.test;
  const id = side === 'A' ? clinic.mine.ahead : clinic.theirs.ahead;
  const token = linkToken((data) => world.vault.sign('link', data), id, 'patient', 1);
  const answer = await exchangeLink(world, { token, browserHash: createHash('sha256').update(browserOf(name)).digest() });
  if (!answer.ok || answer.value.role !== 'patient') throw new Error('no door');
  return `vc_browser=${browserOf(name)}; vc_seat=${encodeURIComponent(answer.value.cookie.value)}`;
}

/** An address about something of A or of B; nobody was given B's link. */
function address(route: Route, side: Side): string {
  const id = side === 'A' ? clinic.mine.ahead : clinic.theirs.ahead;
  return fill(route.path, (name) => (name === 'token' ? (side === 'A' ? clinic.mine.token : 'AAAAAAAAAAAAAAAAAAAAAA') : name === 'slug' ? (clinic.own.admission.slug ?? '') : name === 'code' ? 'dermatologia' : id));
}
/** Examples of the documentation and the rehearsal's own desk show the demo's people. */
const showsExamples = (path: string) => /^\/(api|ensayo)(\/|$)/.test(path);
const full = Boolean(process.env['PROVE']);
/** All with `npm run prove Q23`; otherwise every fourth, spread over addresses and roles. */
const share = <Item>(items: Item[]): Item[] => (full ? items : items.filter((_, nth) => nth % 4 === 0));
const namesSomething = (route: Route) => /\[(id|token|cita|recibo)\]/.test(route.path);

/** What is wrong with an answer to this role: let in or kept out against the table, or shown what is another's. */
function wrongWith(may: boolean | null, role: Role, answer: { status: number; text: string; headers: Headers }, examples = false): string | null {
  const sentAway = /\/entrar/.test(answer.headers.get('location') ?? '');
  const inside = answer.status >= 200 && answer.status < 300;
  if (answer.status >= 500) return `status ${answer.status}`;
  if (may === false && inside) return `let in (${answer.status})`;
  if (may === true && (sentAway || answer.status >= 400)) return `kept out (${answer.status})`;
  if (!mayReadB.includes(role) && fault(answer)) return fault(answer);
  const shown = examples ? undefined : secretsOfA.exec(answer.text)?.[0];
  if (shown && !mayReadA.includes(role)) return shown;
  return shown?.startsWith('lunar') && role === 'assistant A' ? 'the reason' : null;
}

async function atATime<Item>(items: Item[], work: (item: Item) => Promise<string | null>): Promise<string[]> {
  const wrong: string[] = [];
  const left = [...items];
  await Promise.all(
    Array.from({ length: 6 }, async () => {
      for (let next = left.pop(); next; next = left.pop()) {
        asked += 1;
        const what = await work(next);
        if (what) wrong.push(what);
      }
    }),
  );
  return wrong.sort();
}

describe('who may see what (quality 23, fault 35)', { timeout: 240_000 }, () => {
  it('is said of every address, and of every event of a room', () => {
    const unsaid = routes.filter((route) => !areaOf(route.path)).map(({ path }) => path);
    expect(unsaid, 'add a line to tests/faults/who-may-see.ts').toEqual([]);
    const of = (file: string, each: RegExp) => [...readFileSync(new URL(`../../src/${file}`, import.meta.url), 'utf8').matchAll(each)].map((found) => found[1] ?? '');
    const [events = ''] = /interface ClientEvents \{[\s\S]*?\n\}/.exec(readFileSync(new URL('../../src/call/protocol.ts', import.meta.url), 'utf8')) ?? [];
    expect([...events.matchAll(/^ {2}(\w+)\(/gm)].map((found) => found[1]).sort()).toEqual(Object.keys(socketEvents).sort());
    for (const name of of('server/sockets.ts', /socket\.on\('(\w+)'/g)) expect([...Object.keys(socketEvents), 'error', 'disconnect']).toContain(name);
  });

  it('is decided in one table: nobody else turns somebody away by their role', () => {
    const source = new URL('../../src/', import.meta.url);
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(ts|svelte)$/.test(name) && !/\.test\.ts$|^(rehearsal|texts)\//.test(name));
    const turnsAway = /kind [!=]== '(guest|booker|patient|specialist|assistant|operator)'.*(refuse\(|error\(|redirect\(|return (null|false|\[\]))/;
    const elsewhere = files.filter((name) => turnsAway.test(readFileSync(new URL(name, source), 'utf8')));
    expect(elsewhere, 'ask may() of src/domain/permissions.ts').toEqual([]);
  });

  it('holds for every page and endpoint that is read, whoever asks', async () => {
    const readable = routes.filter((route) => route.page || route.methods.includes('GET'));
    const questions = readable.flatMap((route) => roles.flatMap((role) => (namesSomething(route) ? sides : (['A'] as const)).map((side) => ({ route, role, side }))));
    const wrong = await atATime(share(questions), async ({ route, role, side }) => {
      const answer = await clinic.ask(address(route, side), { as: cookies[role] });
      const what = wrongWith(areaOf(route.path)?.may(role, side) ?? null, role, answer, showsExamples(route.path));
      return what && `${role} GET ${route.path} of ${side}: ${what}`;
    });
    expect(wrong).toEqual([]);
  });

  it('holds for what an agenda is asked about by its query, and for pages as data', async () => {
    const agenda = routes.filter((route) => route.path.startsWith('/agenda') && route.page && !namesSomething(route));
    const about = (side: Side) => {
      const [practice, one] = side === 'A' ? [clinic.own, clinic.mine] : [clinic.other, clinic.theirs];
      return `de=${practice.specialistId}&cita=${one.ahead}&persona=${one.ahead}`;
    };
    const strangers = { A: ['specialist B', 'patient B', 'operator'], B: ['specialist A', 'assistant A', 'operator'] } as const;
    const questions = agenda.flatMap((route) => sides.flatMap((side) => strangers[side].flatMap((role) => ['', '/__data.json'].map((form) => ({ route, role, side, form })))));
    const wrong = await atATime(share(questions), async ({ route, role, side, form }) => {
      const answer = await clinic.ask(`${route.path}${form}?${about(side)}`, { as: cookies[role] });
      const what = wrongWith(null, role, answer);
      return what && `${role} GET ${route.path}${form} about ${side}: ${what}`;
    });
    expect(wrong).toEqual([]);
  });

  it('holds for every form: whoever may not is let in nowhere and changes nothing', async () => {
    await clinic.test.runDue();
    const before = [await clinic.rows(clinic.own.specialistId), await clinic.rows(clinic.other.specialistId)];
    const presses = routes.flatMap((route) => route.actions.flatMap((action) => roles.flatMap((role) => sides.map((side) => ({ route, action, role, side })))));
    const refused = presses.filter(({ route, role, side }) => areaOf(route.path)?.may(role, side) === false);
    const wrong = await atATime(share(refused), async ({ route, action, role, side }) => {
      const path = address(route, side) + (action === 'default' ? '' : `?/${action}`);
      const fields = { cita: side === 'A' ? clinic.mine.ahead : clinic.theirs.ahead, coste: '0', inicio: '2026-11-27T11:00:00.000Z', estrellas: '1', minutos: '10', resultado: 'technical' };
      const answer = await clinic.ask(path, { method: 'POST', as: cookies[role], body: new URLSearchParams(fields) });
      const what = wrongWith(false, role, answer);
      return what && `${role} POST ${route.path} ${action} of ${side}: ${what}`;
    });
    expect(wrong).toEqual([]);
    expect([await clinic.rows(clinic.own.specialistId), await clinic.rows(clinic.other.specialistId)]).toEqual(before);
  });

  it('holds for programs: a token reaches what is its owner’s, and of nobody else', async () => {
    const api = routes.filter((route) => route.path.startsWith('/api/v1/') && areaOf(route.path)?.may('specialist A', 'A') === false);
    const before = await clinic.rows(clinic.other.specialistId);
    const questions = api.flatMap((route) => route.methods.filter((method) => method !== 'OPTIONS').map((method) => ({ route, method })));
    const wrong = await atATime(questions, async ({ route, method }) => {
      const json = { 'content-type': 'application/json', authorization: `Bearer ${tokens.A}`, 'if-match': '*' };
      const foreign = `${address(route, 'B')}?specialist=${clinic.other.specialistId}`;
      const answer = await clinic.ask(foreign, { method, headers: json, ...(method === 'GET' ? {} : { body: '{}' }) });
      const own = method === 'GET' && namesSomething(route) ? await clinic.ask(address(route, 'A'), { headers: json }) : null;
      const inside = answer.status < 300 && route.path !== '/api/v1/me';
      const what = wrongWith(null, 'specialist A', answer) ?? (inside ? `let in (${answer.status})` : null);
      return what && `${method} ${route.path} (own: ${own?.status ?? '–'}): ${what}`;
    });
    expect(wrong).toEqual([]);
    expect(await clinic.rows(clinic.other.specialistId)).toBe(before);
    const own = await clinic.ask(`/api/v1/appointments/${clinic.mine.ahead}`, { headers: { authorization: `Bearer ${tokens.A}` } });
    const theirs = await clinic.ask(`/api/v1/appointments/${clinic.mine.ahead}`, { headers: { authorization: `Bearer ${tokens.B}` } });
    expect([own.status, theirs.status]).toEqual([200, 404]);
  });
});

describe('who may open a live line, and what its events answer (quality 23, 41)', () => {
  const origin = () => clinic.test.config.publicOrigin;
  const open = (auth: Handshake, cookie: string) =>
    new Promise<Socket | null>((settle) => {
      const made = io(origin(), { path: socketPath, transports: ['websocket'], forceNew: true, reconnection: false, auth, extraHeaders: { cookie, origin: origin() } });
      made.on('connect', () => settle(made)).on('connect_error', () => settle(null));
    });

  it('is as the table says, for every role and side', async () => {
    const doors: { name: string; auth: Handshake; who: Role[] }[] = [
      { name: 'the patient’s', auth: { as: 'patient' }, who: ['link A'] },
      { name: 'the specialist’s of A', auth: { as: 'specialist', appointmentId: clinic.mine.ahead }, who: ['specialist A'] },
      { name: 'the specialist’s of B', auth: { as: 'specialist', appointmentId: clinic.theirs.ahead }, who: ['specialist B'] },
      { name: 'an agenda’s', auth: { as: 'agenda' }, who: ['specialist A', 'specialist B', 'assistant A'] },
    ];
    for (const { name, auth, who } of doors) {
      for (const role of roles) {
        const socket = await open(auth, cookies[role]);
        socket?.close();
        expect([name, role, socket !== null]).toEqual([name, role, who.includes(role)]);
      }
    }
  });

  it('answers every event to who sits there alone, and the specialist’s to the specialist alone', async () => {
    const input: Record<string, unknown> = { devices: { camera: 'ready', microphone: 'ready' }, delay: { minutes: 10 }, hide: { hidden: true } };
    const ask = async (socket: Socket, event: string) => {
      const given = input[event] === undefined ? [] : [input[event]];
      return (await socket.timeout(40_000).emitWithAck(event, ...given)) as { ok: boolean; kind?: string } | undefined;
    };
    const answered = Object.entries(socketEvents).filter(([name, who]) => who !== 'no answer' && !['pulse', 'look', 'enter', 'leave'].includes(name));
    // The link opened in another browser: it holds no seat, so that nothing but looking is answered.
    const patient = await open({ as: 'patient' }, cookies['link A']);
    if (!patient) throw new Error('no line');
    await ask(patient, 'enter');
    const third = await open({ as: 'patient' }, await seatOf('A', 'third'));
    if (!third) throw new Error('no line');
    for (const [event] of answered) expect([event, (await ask(third, event))?.ok]).toEqual([event, false]);
    for (const [event, who] of answered.filter(([, of]) => of === 'specialist')) expect([event, who, (await ask(patient, event))?.ok]).toEqual([event, who, false]);
    const specialist = await open({ as: 'specialist', appointmentId: clinic.mine.ahead }, cookies['specialist A']);
    if (!specialist) throw new Error('no line');
    await ask(specialist, 'enter');
    for (const [event, who] of answered.filter(([, of]) => of === 'patient')) expect([event, who, (await ask(specialist, event))?.ok]).toEqual([event, who, false]);
    expect(await ask(specialist, 'delay')).toMatchObject({ ok: true });
    for (const socket of [patient, third, specialist]) socket.close();
  });

  it('passes nothing of a room on to an agenda', async () => {
    const agenda = await open({ as: 'agenda' }, cookies['specialist A']);
    if (!agenda) throw new Error('no line');
    const answered: string[] = [];
    for (const event of Object.keys(socketEvents)) void agenda.timeout(4000).emitWithAck(event, {}).then(() => answered.push(event), () => {});
    // One after the other on one line: whatever was answered was answered before this.
    await agenda.timeout(300).emitWithAck('look').catch(() => {});
    expect(answered).toEqual([]);
    agenda.close();
  });
});
