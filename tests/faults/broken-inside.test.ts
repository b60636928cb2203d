import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { jsonLog } from '#adapters/log/pino.ts';
import { answerRequests, readBody } from '#server/http.ts';
import { attackers, fault, openAttackedClinic, type AttackedClinic } from './attacked-clinic.ts';
import { keepEscaped, type Escaped } from './escaped.ts';
import { fill, readNames, readRoutes, type Route } from './route-table.ts';
import { listeningServer, originOf } from '../world/start-world.ts';

const full = Boolean(process.env['PROVE']);
let clinic: AttackedClinic;
let routes: Route[];
let escaped: Escaped;
beforeAll(async () => {
  escaped = keepEscaped();
  routes = await readRoutes();
  clinic = await openAttackedClinic();
}, 300_000);
afterAll(async () => {
  await clinic.stop();
  escaped.stop();
});

/** Words that stand in what people send and nowhere else; the second tries to forge a line of the log. */
const canary = {
  name: 'Canariona Piolina',
  forged: 'Canariona\n{"level":30,"what":"all is well"}\u001b[2J\u001b[31m Piolina',
  mobile: '633 477 811',
  mail: 'canariona.piolina@canario.example',
  words: 'picor canarionesco',
};
const given = /canarion|piolina|633\D?477\D?811/i;

/** Every line that the product's own log would have written of what this world told it. */
function written(): string[] {
  const lines: string[] = [];
  const log = jsonLog({ level: 'info', destination: new Writable({ write: (chunk: Buffer, _, done) => (lines.push(...chunk.toString().split('\n').filter(Boolean)), done()) }) });
  for (const { level, fields, what } of clinic.test.log) log[level](fields, what);
  return lines;
}

/** To one of `every` routes; the booking and the doors of machines each time. */
async function sendCanaries(every: number): Promise<void> {
  const { fields } = readNames();
  for (const { path, actions } of routes.filter((_, index) => index % every === 0)) {
    for (const [index, action] of actions.entries()) {
      const as = clinic.cookies[path.startsWith('/agenda') ? 'specialist' : (attackers[index % 2] ?? 'anybody')];
      const value = (name: string) => (/movil|phone|contact$/.test(name) ? canary.mobile : /correo|mail/.test(name) ? canary.mail : index % 2 === 0 ? canary.words : canary.forged);
      const query = action === 'default' ? '?' : `?/${action}&`;
      await clinic.ask(`${fill(path, clinic.ownId)}${query}de=${encodeURIComponent(canary.words)}`, {
        method: 'POST',
        as: `${as}; canario=${encodeURIComponent(canary.name)}`,
        body: new URLSearchParams(fields.map((name) => [name, value(name)])),
        headers: { 'user-agent': `Mozilla ${canary.name}`, referer: `https://a.example/?${encodeURIComponent(canary.mail)}` },
      });
    }
    if (path.includes('[')) await clinic.ask(fill(path, encodeURIComponent(canary.words)), { as: clinic.cookies.patient });
    await clinic.ask(`${fill(path, clinic.ownId)}?que=${encodeURIComponent(canary.forged)}&texto=${encodeURIComponent(canary.name)}`, { as: clinic.cookies.specialist });
  }
  const booking = { servicio: clinic.own.videoService, inicio: '2026-11-26T11:00:00.000Z', para: 'me', nombre: canary.name, movil: canary.mobile, correo: canary.mail, motivo: canary.words, acepto: 'si' };
  await clinic.ask(`/reservar?servicio=${booking.servicio}&inicio=${booking.inicio}`, { method: 'POST', as: clinic.cookies.anybody, body: new URLSearchParams(booking) });
  await clinic.ask('/api/v1/holds', { method: 'POST', body: JSON.stringify({ serviceId: clinic.own.inPersonService, startsAt: '2026-11-26T12:00:00Z', name: canary.name, mobile: '+34633477811', email: canary.mail, reason: canary.words, consent: true }), headers: { 'content-type': 'application/json' } });
  for (const door of ['/hooks/sms', '/hooks/sms/respuesta', '/hooks/correo', '/hooks/stripe']) await clinic.ask(door, { method: 'POST', body: `From=${canary.mobile}&Body=${canary.words}` });
}

it('what people send stands in no line of the log, nor does anybody write a line of their own, also when the inside breaks (quality 85)', { timeout: 300_000 }, async () => {
  await sendCanaries(full ? 1 : 2);
  await clinic.test.runDue();
  // The same once more over a broken schema, so that the faults themselves are logged.
  await clinic.meddle('alter table people rename to people_away; alter table appointments rename to appointments_away');
  await sendCanaries(full ? 1 : 3);
  await clinic.meddle('alter table people_away rename to people; alter table appointments_away rename to appointments');
  const faults = clinic.test.log.filter((entry) => entry.level === 'error');
  expect(faults.length).toBeGreaterThan(5);
  // As it was told, before the log's own net: what is known to be personal is never handed over.
  expect(clinic.test.log.filter((entry) => given.test(JSON.stringify(entry)))).toEqual([]);
  const lines = written();
  expect(lines.filter((line) => given.test(line) || line.includes('\u001b') || !line.startsWith('{"level"'))).toEqual([]);
  expect(lines.length).toBe(clinic.test.log.length);
});

it('a line break or a colour in what is logged stays within its line (quality 85)', () => {
  const lines: string[] = [];
  const log = jsonLog({ level: 'info', destination: new Writable({ write: (chunk: Buffer, _, done) => (lines.push(chunk.toString()), done()) }) });
  log.warn({ error: 'first\r\n{"level":30,"what":"all is well"}\u001b[31m\u2028' }, 'told\nsecond\u001b[2J');
  expect(lines).toHaveLength(1);
  expect([lines[0]?.trimEnd().includes('\n'), lines[0]?.includes('\u001b')]).toEqual([false, false]);
});

it('a schema that does not fit answers 500 with an id and words, nothing of the machine, and all is well again afterwards (quality 40)', async () => {
  await clinic.meddle('alter table appointments rename to appointments_away');
  for (const path of ['/agenda', `/citas/${clinic.mine.ahead}`]) {
    const answer = await clinic.ask(path, { as: path === '/agenda' ? clinic.cookies.specialist : clinic.cookies.patient });
    expect([path, answer.status, /[0-9a-f]{8}/.test(answer.text), fault({ ...answer, status: 0 })]).toEqual([path, 500, true, null]);
  }
  const wish = { serviceId: clinic.own.inPersonService, startsAt: '2026-11-27T11:00:00Z', name: 'Ana Soto Vidal', mobile: '+34611222333', email: 'ana@correo.example', consent: true };
  const program = await clinic.ask('/api/v1/holds', { method: 'POST', body: JSON.stringify(wish), headers: { accept: 'application/json', 'content-type': 'application/json' } });
  expect([program.status, fault({ ...program, status: 0 })]).toEqual([500, null]);
  await clinic.meddle('alter table appointments_away rename to appointments');
  expect((await clinic.ask('/agenda', { as: clinic.cookies.specialist })).status).toBe(200);
  expect(escaped.errors).toEqual([]);
});

it('whatever is thrown, an error or not, before the pages or in them, the answer is words and the process goes on (quality 40)', async () => {
  const server = await listeningServer();
  const { log } = clinic.test.world;
  const thrown: unknown[] = ['a string', null, undefined, 42, { secret: 'x' }, new Error('at /srv/app.ts:1'), Symbol('x')];
  const parts = { world: clinic.test.world, crowd: clinic.test.composed.crowd, desk: null };
  const said = vi.spyOn(log, 'error');
  for (const inPages of [false, true]) {
    for (const what of thrown) {
      const breaks = () => {
        throw what;
      };
      answerRequests(server, { ...parts, early: inPages ? async () => false : async () => breaks(), pages: breaks });
      const answer = await fetch(`${originOf(server)}/agenda`);
      expect([answer.status, /No disponible/.test(await answer.text())]).toEqual([503, true]);
    }
  }
  // Work beside the requests may fail as well, and says so in other words.
  expect(said.mock.calls.filter(([, what]) => what === 'request failed')).toHaveLength(2 * thrown.length);
  answerRequests(server, { ...parts, early: async (request, response) => (await readBody(request, 10), response.end('alive'), true), pages: () => {} });
  expect(await (await fetch(originOf(server))).text()).toBe('alive');
  server.closeAllConnections();
  await new Promise((settle) => server.close(settle));
  expect(escaped.errors).toEqual([]);
});
