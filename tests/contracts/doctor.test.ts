import { execFileSync, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTcp, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createServer as createTls } from 'node:tls';
import pg from 'pg';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attribute, frame, methods, names, readAttributes, signed } from '#adapters/relay/turn-messages.ts';
import { coturnRelay } from '#adapters/relay/coturn.ts';
import { callCheck } from '#server/doctor/call.ts';
import { databaseCheck } from '#server/doctor/database.ts';
import { broken, examine, exitCodeOf, good, linesOf, reasonOf, skipped, type Check, type Finding } from '#server/doctor/finding.ts';
import { dnsCheck, siteCheck, tlsCheck } from '#server/doctor/front.ts';
import { backupCheck, spaceFinding } from '#server/doctor/machine.ts';
import { mailCheck, stripeCheck, textsCheck } from '#server/doctor/providers.ts';
import { turnCheck } from '#server/doctor/turn.ts';
import { lookAround, watchedChecks } from '#server/doctor/watch.ts';
import { readInstallation } from '#features/operator/installation.server.ts';
import { admitOneOperator } from '../world/operators.ts';
import { startWorld, type TestWorld } from '../world/start-world.ts';

const folder = mkdtempSync(join(tmpdir(), 'vc-doctor-'));
const clock = { machineNow: () => new Date() };
const closing: (() => unknown)[] = [];
let test: TestWorld;
let admin: pg.Client;
let ca: string;
let key: string;

beforeAll(async () => {
  test = await startWorld();
  admin = new pg.Client({ connectionString: test.database.adminUrl });
  await admin.connect();
  const [certificate, secret] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', secret, '-out', certificate], { stdio: 'pipe' });
  ca = readFileSync(certificate, 'utf8');
  key = readFileSync(secret, 'utf8');
});
afterAll(async () => {
  await admin.end();
  await test.stop();
  for (const close of closing) close();
  rmSync(folder, { recursive: true });
});

const look = async (check: Check): Promise<Record<string, Finding>> => Object.fromEntries((await examine([check])).map((one) => [one.id, one]));
const states = async (check: Check) => Object.fromEntries(Object.entries(await look(check)).map(([id, one]) => [id, one.state]));
const portOf = (server: { address(): AddressInfo | string | null }) => (server.address() as AddressInfo).port;

/** A server that answers every path with what the table says. */
async function answering(table: Record<string, [number, unknown]>): Promise<string> {
  const server: Server = createServer((request, response) => {
    const [status, body] = table[(request.url ?? '').split('?')[0] ?? ''] ?? [404, {}];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  closing.push(() => server.close());
  return `http://127.0.0.1:${portOf(server)}`;
}

describe('the doctor on the database', () => {
  const database = (url = test.database.adminUrl, keys: Parameters<typeof databaseCheck>[1] = test.config, at = clock.machineNow) => databaseCheck(url, keys, at);

  it('finds all of it in order', async () => {
    expect(await states(database())).toEqual({ database: 'good', migrations: 'good', clock: 'good', keys: 'good', 'access-log': 'good', queue: 'good' });
  });

  it('says that it does not answer, and shows no password', async () => {
    const { database: found } = await look(database('postgres://somebody:a-password@127.0.0.1:1/none'));
    expect(found).toMatchObject({ state: 'broken', mend: expect.stringContaining('DATABASE_URL') });
    expect(JSON.stringify(found)).not.toContain('a-password');
  });

  it('knows a machine whose clock is six seconds off', async () => {
    expect((await look(database(undefined, undefined, () => new Date(Date.now() - 6000))))['clock']).toMatchObject({ state: 'broken', what: expect.stringContaining('behind') });
  });

  it('knows migrations that were edited, are missing, or are of a newer version', async () => {
    const { rows } = await admin.query<{ name: string; hash: string }>('select name, hash from schema_migrations order by name desc limit 1');
    const newest = rows[0] ?? { name: '', hash: '' };
    await admin.query("update schema_migrations set hash = 'x' where name = $1", [newest.name]);
    expect((await look(database()))['migrations']).toMatchObject({ state: 'broken', what: expect.stringContaining(newest.name) });
    await admin.query("update schema_migrations set name = '9999_later.sql' where name = $1", [newest.name]);
    expect((await look(database()))['migrations']).toMatchObject({ state: 'broken', what: expect.stringContaining('9999_later') });
    await admin.query("delete from schema_migrations where name = '9999_later.sql'");
    expect((await look(database()))['migrations']).toMatchObject({ state: 'warning', what: expect.stringContaining(newest.name) });
    await admin.query('insert into schema_migrations (name, hash) values ($1, $2)', [newest.name, newest.hash]);
  });

  it('knows a master key that is not the one of this database (fault 57)', async () => {
    const account = test.world.ids.uuid();
    await admin.query('insert into accounts (id, created_at) values ($1, now())', [account]);
    const wrapped = Buffer.from(test.world.vault.newDataKey());
    await admin.query("insert into second_factors (id, account_id, kind, name, data_key, secret_sealed, created_at) values ($1, $2, 'totp', 'App', $3, $3, now())", [test.world.ids.uuid(), account, wrapped]);
    expect((await look(database()))['keys']?.state).toBe('good');
    expect((await look(database(undefined, { ...test.config, masterKey: new Uint8Array(32).fill(7) })))['keys']).toMatchObject({ state: 'broken', mend: expect.stringContaining('MASTER_KEY') });
  });

  it('tells of a log that does not hold and of messages that wait', async () => {
    await admin.query("insert into audit_rounds (began_at, ended_at, breaches) values (now(), now(), '[{}]')");
    expect((await look(database()))['access-log']?.state).toBe('broken');
  });
});

describe('the doctor on the way in', () => {
  it('knows a name without an address', async () => {
    const none = () => Promise.reject(new Error('queryA ENOTFOUND cita.example'));
    expect((await look(dnsCheck('https://cita.example', [none])))['dns']).toMatchObject({ state: 'broken', mend: expect.stringContaining('A record') });
    expect(await states(dnsCheck('https://cita.example', [none, async () => ['2001:db8::1']]))).toEqual({ dns: 'good' });
    expect(await states(dnsCheck('http://localhost:3000'))).toEqual({ dns: 'skipped' });
  });

  it('knows certificates that ended, end soon, are nobody’s, or are not there', async () => {
    const server = createTls({ cert: ca, key });
    await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
    closing.push(() => server.close());
    const origin = `https://127.0.0.1:${portOf(server)}`;
    const in_ = (days: number) => () => new Date(Date.now() + days * 86_400_000);
    expect(await states(tlsCheck(origin, in_(0), { ca }))).toEqual({ tls: 'good' });
    expect(await states(tlsCheck(origin, in_(20), { ca }))).toEqual({ tls: 'warning' });
    expect((await look(tlsCheck(origin, in_(40), { ca })))['tls']?.what).toContain('ended');
    expect((await look(tlsCheck(origin, in_(0))))['tls']?.what).toContain('not trusted');
    expect(await states(tlsCheck('https://127.0.0.1:1', in_(0)))).toEqual({ tls: 'broken' });
    expect(await states(tlsCheck('http://localhost:3000', in_(0)))).toEqual({ tls: 'skipped' });
  });

  it('knows a site that is not ready, and one that nobody answers for', async () => {
    expect(await states(siteCheck(await answering({ '/readyz': [200, {}] })))).toEqual({ site: 'good' });
    expect((await look(siteCheck(await answering({ '/readyz': [503, 'database'] }))))['site']).toMatchObject({ state: 'broken', what: expect.stringContaining('503') });
    expect(await states(siteCheck('http://127.0.0.1:1'))).toEqual({ site: 'broken' });
  });
});

describe('the doctor on the relay', () => {
  const secret = 'the-secret-of-this-relay';
  const realm = 'relay';
  const nonce = Buffer.from('nonce');
  /** What a relay answers: who are you, then a place or a refusal. */
  function answer(request: Buffer, known: string): Buffer {
    const transaction = request.subarray(8, 20);
    const error = (number: number) => attribute(names.error, Buffer.from([0, 0, Math.floor(number / 100), number % 100]));
    const asked = readAttributes(request);
    const name = asked.get(0x0006)?.toString();
    const challenge = [attribute(names.realm, Buffer.from(realm)), attribute(names.nonce, nonce), error(401)];
    if (!name) return frame(methods.allocate | 0x0110, transaction, challenge);
    const [account] = coturnRelay({ stunUrls: [], turnUrls: ['turn:x'], secret: known }, clock).iceServers('doctor', 'patient');
    const wanted = signed(methods.allocate, transaction, [attribute(names.transport, Buffer.from([17, 0, 0, 0]))], { username: name, credential: account?.credential ?? '', realm, nonce });
    return request.equals(wanted) ? frame(methods.allocate | 0x0100, transaction, [attribute(names.relayed, Buffer.alloc(8))]) : frame(methods.allocate | 0x0110, transaction, challenge);
  }
  async function relay(known: string): Promise<string[]> {
    const udp = createSocket('udp4');
    udp.on('message', (data, from) => udp.send(answer(data, known), from.port, from.address));
    await new Promise<void>((settle) => udp.bind(0, '127.0.0.1', settle));
    const serve = (socket: Socket) => void socket.on('error', () => {}).on('data', (data: Buffer) => socket.write(answer(data, known)));
    const [tcp, tls] = [createTcp(serve), createTls({ cert: ca, key }, serve)];
    for (const one of [tcp, tls]) await new Promise<void>((settle) => one.listen(0, '127.0.0.1', settle));
    closing.push(() => udp.close(), () => tcp.close(), () => tls.close());
    return [`turn:127.0.0.1:${portOf(udp)}?transport=udp`, `turn:127.0.0.1:${portOf(tcp)}?transport=tcp`, `turns:127.0.0.1:${portOf(tls)}?transport=tcp`];
  }

  it('is given a place by UDP, TCP and TLS', async () => {
    const turnUrls = await relay(secret);
    expect(await states(turnCheck({ stunUrls: [], turnUrls, secret }, clock, { ca }))).toEqual({ 'turn-udp': 'good', 'turn-tcp': 'good', 'turn-tls': 'good' });
  });

  it('knows a relay with another secret, one with a certificate that nobody trusts, and none', async () => {
    const turnUrls = await relay('another-secret');
    const found = await look(turnCheck({ stunUrls: [], turnUrls, secret }, clock));
    expect(found['turn-udp']).toMatchObject({ state: 'broken', mend: expect.stringContaining('TURN_SECRET') });
    expect(found['turn-tls']).toMatchObject({ state: 'broken', mend: expect.stringContaining('certificate') });
    expect(await states(turnCheck({ stunUrls: [], turnUrls: [], secret: null }, clock))).toEqual({ turn: 'warning' });
    expect(await states(turnCheck({ stunUrls: [], turnUrls: ['turn:127.0.0.1:1?transport=tcp'], secret }, clock))).toEqual({ 'turn-tcp': 'broken', turn: 'warning' });
    expect((await look(turnCheck({ stunUrls: [], turnUrls: ['relay.example'], secret }, clock)))['turn']?.state).not.toBe('good');
  });
});

describe('the doctor on providers', () => {
  it('knows a mail server that does not let us in', async () => {
    const server = new SMTPServer({ authOptional: false, disabledCommands: ['STARTTLS'], allowInsecureAuth: true, onAuth: (given, _, done) => (given.password === 'right' ? done(null, { user: 'x' }) : done(new Error('no'))) });
    await new Promise<void>((settle) => server.listen(0, '127.0.0.1', () => settle()));
    closing.push(() => server.close());
    const smtp = (password: string, port = portOf(server.server as unknown as Server)) => ({ url: `smtp://x:${password}@127.0.0.1:${port}`, from: 'a@b.example' });
    expect(await states(mailCheck(smtp('right'), null))).toEqual({ mail: 'good' });
    expect((await look(mailCheck(smtp('wrong'), null)))['mail']).toMatchObject({ state: 'broken', mend: expect.stringContaining('SMTP_URL') });
    expect(await states(mailCheck(smtp('right', 1), null))).toEqual({ mail: 'broken' });
    expect(await states(mailCheck(null, null))).toEqual({ mail: 'skipped' });
  });

  it('knows SMS providers that do not know us, or have closed our account', async () => {
    const twilio = async (answer: [number, unknown]) => ({ twilio: { accountSid: 'AC1', authToken: 't', from: 'CITAS', apiUrl: await answering({ '/2010-04-01/Accounts/AC1.json': answer }) }, smsapi: null });
    expect(await states(textsCheck(await twilio([200, { status: 'active' }])))).toEqual({ 'sms-twilio': 'good' });
    expect((await look(textsCheck(await twilio([401, {}]))))['sms-twilio']).toMatchObject({ state: 'broken', mend: expect.stringContaining('TWILIO_AUTH_TOKEN') });
    expect((await look(textsCheck(await twilio([200, { status: 'suspended' }]))))['sms-twilio']?.what).toContain('suspended');
    expect(await states(textsCheck({ twilio: null, smsapi: { token: 't', from: 'CITAS', apiUrl: 'http://127.0.0.1:1' } }))).toEqual({ 'sms-smsapi': 'broken' });
  });

  it('knows a Stripe key of the wrong mode, one that is unknown, and events that nobody gets', async () => {
    const site = 'https://cita.example';
    const stripe = async (endpoints: unknown[], balance = 200) => answering({ '/v1/balance': [balance, {}], '/v1/webhook_endpoints': [200, { data: endpoints }] });
    const of = (api: string, secretKey = 'sk_live_1') => stripeCheck({ secretKey, webhookSecret: 'whsec_1' }, site, 'production', api);
    const ours = { url: `${site}/hooks/stripe`, status: 'enabled' };
    expect(await states(of(await stripe([ours])))).toEqual({ stripe: 'good', 'stripe-webhook': 'good' });
    expect(await states(of(await stripe([{ ...ours, status: 'disabled' }])))).toMatchObject({ 'stripe-webhook': 'broken' });
    expect((await look(of(await stripe([]))))['stripe-webhook']).toMatchObject({ state: 'broken', mend: expect.stringContaining('STRIPE_WEBHOOK_SECRET') });
    expect(await states(of(await stripe([ours]), 'sk_test_1'))).toMatchObject({ stripe: 'broken' });
    expect((await look(of(await stripe([], 401))))['stripe']?.mend).toContain('STRIPE_SECRET_KEY');
    expect(await states(of('http://127.0.0.1:1'))).toEqual({ stripe: 'broken' });
  });
});

describe('the doctor on the machine', () => {
  it('knows a disk that fills up', () => {
    expect([100 * 1024 ** 3, 2 * 1024 ** 3, 1024 ** 2].map((free) => spaceFinding(free, '').state)).toEqual(['good', 'warning', 'broken']);
  });

  it('knows backups that are missing, empty or old', async () => {
    const now = () => new Date();
    const empty = mkdtempSync(join(folder, 'copies-'));
    expect(await states(backupCheck(null, now))).toEqual({ backup: 'warning' });
    expect(await states(backupCheck(join(folder, 'nowhere'), now))).toEqual({ backup: 'broken' });
    expect((await look(backupCheck(empty, now)))['backup']?.what).toContain('empty');
    const copy = join(empty, 'a.dump');
    writeFileSync(copy, '');
    expect((await look(backupCheck(empty, now)))['backup']?.what).toContain('empty file');
    writeFileSync(copy, 'PGDMP');
    expect(await states(backupCheck(empty, now))).toEqual({ backup: 'good' });
    const before = new Date(Date.now() - 30 * 3_600_000);
    utimesSync(copy, before, before);
    expect((await look(backupCheck(empty, now)))['backup']).toMatchObject({ state: 'broken', what: expect.stringContaining('30 hours') });
  });

  it('says clearly that no call was made where there is no browser', async () => {
    expect((await look(callCheck(null, [])))['call']).toMatchObject({ state: 'skipped', what: expect.stringContaining('no call was made') });
  });
});

describe('what the doctor says', () => {
  it('names what hangs and what throws, and waits for neither', async () => {
    const hangs: Check = { id: 'hangs', seconds: 0.05, look: () => new Promise(() => {}) };
    const throws: Check = { id: 'throws', seconds: 5, look: () => Promise.reject(new Error('connect postgres://a:secret@host/x failed')) };
    const found = await examine([hangs, throws]);
    expect(found.map((one) => [one.id, one.state])).toEqual([['hangs', 'broken'], ['throws', 'broken']]);
    expect(linesOf(found)).toContain('→');
    expect(linesOf(found)).not.toContain('secret');
    expect(exitCodeOf(found)).toBe(1);
    expect(exitCodeOf([{ id: 'x', state: 'warning', what: '', mend: '' }])).toBe(0);
    expect(reasonOf(new AggregateError([new Error('ECONNREFUSED')], ''))).toContain('ECONNREFUSED');
  });

  it('names every fault of a configuration, as lines and as JSON, and ends with 1', () => {
    const program = resolve(import.meta.dirname, '../../src/server/programs/doctor.ts');
    const run = (...args: string[]) => spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', env: { PATH: process.env['PATH'], MODE: 'production', PUBLIC_ORIGIN: 'http://cita.example' } });
    const json = run('--json');
    expect(json.status).toBe(1);
    const { findings, ok } = JSON.parse(json.stdout) as { findings: Finding[]; ok: boolean };
    expect(ok).toBe(false);
    expect(findings.map((one) => one.what)).toEqual(expect.arrayContaining(['PUBLIC_ORIGIN: must be https://host without a path', 'MASTER_KEY: missing']));
    expect(run().stdout).toMatch(/BROKEN {2}configuration: MASTER_KEY: missing\n {10}→ /);
  });
});

describe('the watch while the product runs (O1)', () => {
  it('keeps what it finds where operators read it, tells the log what breaks and how to mend it, and of each that is well again', async () => {
    const { world } = test;
    const said: unknown[] = [];
    let machine = Date.parse('2026-11-24T03:00:00Z');
    const clock = { now: world.clock.now, machineNow: () => new Date(machine) };
    const watched = { as: world.as, clock, log: { ...world.log, error: (about: object) => void said.push(about), info: (about: object) => void said.push(about) } };
    let found: Finding[] = [broken('tls', 'the certificate of cita.example ended 1 days ago', 'Renew it (certbot renew).'), good('disk', '9 GB free'), skipped('sms', 'none')];
    let looks = 0;
    const round = () => lookAround(watched, [{ id: 'all', seconds: 5, look: async () => ((looks += 1), found) }]);
    const operator = await admitOneOperator(world);
    await round();
    expect(await readInstallation(world, operator)).toMatchObject({ troubles: [{ id: 'tls', isBroken: true, mend: 'Renew it (certbot renew).', since: new Date(machine) }] });
    expect(said).toEqual([{ finding: 'tls', state: 'broken', found: expect.any(String), mend: 'Renew it (certbot renew).' }]);
    await round();
    expect(looks).toBe(1);
    machine += 600_000;
    found = [good('tls', 'holds for 89 days more'), broken('messages-email', '3 wait', 'See mail.')];
    await round();
    expect((await readInstallation(world, operator)).troubles.map((one) => one.id)).toEqual(['messages-email']);
    expect(said.slice(1)).toMatchObject([{ finding: 'messages-email', mend: 'See mail.' }, { finding: 'tls' }]);
    expect((await readInstallation(world, { kind: 'operator', accountId: world.ids.uuid() })).lookedAt).toBeNull();
    const own = await examine(watchedChecks(test.config, world));
    expect(own.map((one) => [one.id, one.state])).toEqual([['disk', expect.any(String)], ['data-dir', 'good'], ['messages-email', 'good'], ['messages-sms', 'good']]);
  });
});
