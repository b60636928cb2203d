import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attackers, fault, openAttackedClinic, type AttackedClinic, type Attacker } from './attacked-clinic.ts';
import { fill, readNames, readRoutes, type Route } from './route-table.ts';

let clinic: AttackedClinic;
let routes: Route[];
const { fields, queries } = readNames();
let asked = 0;
const full = Boolean(process.env['PROVE']);
const timeout = full ? 900_000 : 180_000;
/** All with PROVE; otherwise every so-many-eth, spread over routes and values. */
const share = <Item>(items: Item[], every: number): Item[] => (full ? items : items.filter((_, index) => index % every === 0));

beforeAll(async () => {
  routes = await readRoutes();
  clinic = await openAttackedClinic();
}, 120_000);
afterAll(async () => {
  process.stdout.write(`bad input: ${asked} requests to ${routes.length} routes, ${routes.flatMap((route) => route.actions).length} form actions\n`);
  await clinic.stop();
});

const long = 'a'.repeat(4000);
/** Already percent-encoded. */
const badParameters = [
  'x', '0', '-1', 'null', '%00', '%2e%2e%2f%2e%2e%2fetc%2fpasswd', '..%5c..%5c', '%F0%9F%92%A3', long, "'%20or%201%3D1--", '%3Cscript%3Ealert(1)%3C%2Fscript%3E',
  '00000000-0000-0000-0000-000000000000', '5f0f6a0e-8d3c-4f0e-9c36-2f0d1f4d7a11', '5f0f6a0e-8d3c-4f0e-9c36-2f0d1f4d7a11%00', '%', '%E0%A4%A', 'constructor', '__proto__',
  'AAAAAAAAAAAAAAAAAAAAAA',
]; // prettier-ignore
const badValues = [
  '', 'x', '-1', '1.55', '1e9', 'NaN', '9999-99-99', '9999-12-31', '0000-01-01', '2026-02-31', '2026-11-25', '+275760-09-13T00:00:00.000Z', '-271821-04-20T00:00:00.000Z',
  '9999-12-31T23:59:59.999Z', 'Mars/Phobos', 'UTC', '\u0000', '../../etc/passwd', '💣\ud800', long, "' or 1=1--", '[]', '24:00', '99:99', 'stripe', 'si',
]; // prettier-ignore

/** Many at a time, but not all: what went wrong, each with its request. */
async function faultsOf(requests: { name: string; send: () => ReturnType<AttackedClinic['ask']>; allowed?: (status: number) => boolean }[]): Promise<string[]> {
  const wrong: string[] = [];
  const left = [...requests];
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let next = left.pop(); next; next = left.pop()) {
        asked += 1;
        const answer = await next.send();
        const what = fault(answer) ?? (next.allowed?.(answer.status) === false ? `status ${answer.status}` : null);
        if (what) wrong.push(`${next.name.slice(0, 160)}: ${what}`);
      }
    }),
  );
  return wrong.sort();
}
const get = (path: string, who: Attacker) => ({ name: `${who} GET ${path}`, send: () => clinic.ask(path, { as: clinic.cookies[who] }) });
const at = (route: Route, action: string, ids: (name: string) => string) => fill(route.path, ids) + (action === 'default' ? '' : `?/${action}`);
const form = (value: (name: string) => string) => new URLSearchParams(fields.map((name) => [name, value(name)]));
const post = (path: string, who: Attacker, body: BodyInit, kind: string, headers = {}) => ({
  name: `${who} POST ${path} ${kind}`,
  send: () => clinic.ask(path, { method: 'POST', as: clinic.cookies[who], body, headers }),
});
const theirIds = (name: string) => (name === 'token' ? 'AAAAAAAAAAAAAAAAAAAAAA' : clinic.theirs.ahead);
const pressable = () => routes.flatMap((route) => route.actions.map((action) => ({ route, action })));

describe('no page', { timeout }, () => {
  it('falls over a parameter that is none', async () => {
    const withParameter = routes.filter((route) => route.path.includes('['));
    expect(await faultsOf(withParameter.flatMap((route) => badParameters.flatMap((bad, index) => get(fill(route.path, bad), attackers[index % attackers.length] ?? 'anybody'))))).toEqual([]);
  });

  it('falls over what an address may ask', async () => {
    const valid = { servicio: clinic.own.videoService, inicio: '2026-11-26T11:00:00.000Z' };
    const address = (route: Route, asking: Record<string, string>) => `${fill(route.path, clinic.ownId)}?${new URLSearchParams({ ...(route.path === '/reservar' ? valid : {}), ...asking })}`;
    const one = routes.filter((route) => /^\/(buscar|reservar|agenda|especialistas\/\[slug\]|agenda\/(nueva|pacientes|ajustes|ajustes\/libres|pacientes\/buscar))$/.test(route.path));
    const single = one.flatMap((route) => queries.flatMap((name) => badValues.map((bad) => address(route, { [name]: bad }))));
    const quoted = one.flatMap((route) => queries.map((name) => address(route, { [name]: `O'Hara "` })));
    const all = routes.flatMap((route) => badValues.map((bad) => address(route, Object.fromEntries(queries.map((name) => [name, bad])))));
    const raw = routes.flatMap((route) => ['%', '%00', 'dia[]=1&dia[]=2', '&&&===', 'que=%ff%fe'].map((bad) => `${fill(route.path, clinic.ownId)}?${bad}`));
    const lists = one.map((route) => `${fill(route.path, clinic.ownId)}?${queries.flatMap((name) => [`${name}=1`, `${name}=2`]).join('&')}`);
    const paths = [...quoted, ...share(single, 59), ...share(all, 13), ...share(raw, 13), ...lists];
    expect(await faultsOf(paths.map((path) => get(path, path.startsWith('/agenda') ? 'specialist' : 'patient')))).toEqual([]);
  });

  it('falls over a mixture of them, nor shows what is another person’s', async () => {
    const address = fc.record({
      route: fc.nat(routes.length - 1),
      id: fc.oneof(fc.constantFrom(...badParameters), fc.constantFrom('ahead', 'past', 'held')),
      who: fc.constantFrom(...attackers),
      english: fc.boolean(),
      query: fc.dictionary(fc.constantFrom(...queries), fc.oneof(fc.constantFrom(...badValues), fc.string({ unit: 'binary', maxLength: 12 })), { maxKeys: 4 }),
    });
    const requests = fc.sample(address, { seed: 20261123, numRuns: 200 }).map(({ route, id, who, english, query }) => {
      const known = id === 'ahead' || id === 'past' || id === 'held' ? clinic.theirs[id] : id;
      const asking = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`);
      return get(`${english ? '/en' : ''}${fill(routes[route]?.path ?? '/', known)}?${asking.join('&')}`, who);
    });
    expect(await faultsOf(requests)).toEqual([]);
  });

  it('of another person opens to anybody else', async () => {
    const ids = [clinic.theirs.ahead, clinic.theirs.past, clinic.theirs.held];
    const theirs = routes.filter((route) => route.path.includes('[id]'));
    const requests = theirs.flatMap((route) => ids.flatMap((id) => attackers.map((who) => ({ ...get(fill(route.path, id), who), allowed: (status: number) => (route.path.startsWith('/citas/pago') ? status === 200 : status >= 300) }))));
    const asked = attackers.flatMap((who) => ids.flatMap((id) => [get(`/agenda?cita=${id}`, who), get(`/agenda?cita=${id}&panel=cancelar`, who), get(`/agenda?de=${clinic.other.specialistId}`, who)]));
    const data = theirs.flatMap((route) => attackers.map((who) => get(`${fill(route.path, clinic.theirs.ahead)}/__data.json`, who)));
    expect(await faultsOf([...requests, ...asked, ...data])).toEqual([]);
  });

  it('of a link shows a name, a specialty or a reason to who only copied it', async () => {
    const pages = routes.filter((route) => route.path.includes('[token]'));
    const wrong: string[] = [];
    for (const { path } of pages) {
      for (const form of ['', '/__data.json']) {
        const { text } = await clinic.ask(fill(path, clinic.theirs.token) + form, { as: clinic.cookies.anybody });
        const found = /Zacar|Ontiveros|zacarias|Moretones|Berta|Salvatierra|Dermat|linterna|ES91/i.exec(text)?.[0];
        if (found) wrong.push(`${path}${form}: ${found}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('no form', { timeout }, () => {
    it('falls over what is typed into it', async () => {
    const bodies: [string, () => BodyInit, Record<string, string>?][] = [
      ['empty', () => new URLSearchParams()],
      ['unknown keys', () => new URLSearchParams({ __proto__: '1', constructor: 'x', admin: 'true', specialist_id: 'x' })],
      ...badValues.map((bad): [string, () => BodyInit] => [`all ${JSON.stringify(bad).slice(0, 30)}`, () => form(() => bad.toWellFormed())]),
      ['files', () => fields.reduce((data, name) => (data.append(name, new File(['x'], 'x.txt')), data), new FormData())],
      ['twice', () => new URLSearchParams(fields.flatMap((name) => [[name, '1'], [name, '2']]))],
      ['a broken envelope', () => 'no boundary', { 'content-type': 'multipart/form-data' }],
      ['another broken envelope', () => '--x\r\nnonsense', { 'content-type': 'multipart/form-data; boundary=x' }],
      ['json', () => '{"a":1}', { 'content-type': 'application/json' }],
      ['600 kB', () => new URLSearchParams({ nombre: 'a'.repeat(600_000) })],
    ];
    const requests = pressable().flatMap(({ route, action }) =>
      bodies.map(([kind, body, headers]) => post(at(route, action, clinic.ownId), route.path.startsWith('/agenda') ? 'specialist' : 'patient', body(), kind, headers)),
    );
    expect(await faultsOf(share(requests, 11))).toEqual([]);
  });

  it('changes anything that is another person’s', async () => {
    const before = await clinic.rows(clinic.other.specialistId);
    const { theirs, other } = clinic;
    const known: Record<string, string> = { ...clinic.theirs.team, contenido: 'names', cita: theirs.ahead, servicio: other.videoService, inicio: '2026-11-26T15:00:00.000Z', dia: '2026-11-26', hora: '16:00', coste: '0', resultado: 'technical', minutos: '10', estrellas: '1', texto: 'malo', canal: 'sms', codigo: '123456', persona: theirs.ahead, contact: '611 222 333', code: '123456', nombre: 'Otra Persona', movil: '611 222 333', correo: 'otra@correo.example', mensaje: 'Otro', activo: 'si', precio: '1', prepago: 'off', descanso: '0', aviso: '0', horizonte: '1', paso: '5', limite: '0', modalidad: 'video', desde: '2026-12-01', libre: other.specialistId }; // prettier-ignore
    const schemas: (readonly string[])[] = [
      ['cita', 'inicio'], ['cita', 'coste'], ['cita', 'resultado'], ['cita'], ['cita', 'minutos'], ['servicio', 'nombre', 'minutos', 'precio', 'activo'], ['mensaje'], ['libre'],
      ['servicio', 'dia', 'hora', 'persona', 'nombre', 'movil', 'correo'], ['estrellas', 'texto'], ['inicio'], ['coste'], ['inicio', 'canal', 'codigo'], ['coste', 'canal', 'codigo'], ['codigo'], ['movil', 'correo'], [],
      ['nombre', 'correo'], ['invitacion'], ['asistente'], ['calendario'], ['calendario', 'activo'], ['contenido'],
    ]; // prettier-ignore
    const requests = pressable().flatMap(({ route, action }) =>
      [theirs.ahead, theirs.past, theirs.held].flatMap((id) =>
        attackers.flatMap((who) =>
          schemas.map((names) => {
            const path = at(route, action, (name) => (name === 'token' ? theirIds(name) : id)).replace(/(\?\/\w+)?$/, (named) => `${named}${named ? '&' : '?'}de=${other.specialistId}`);
            return post(path, who, new URLSearchParams(names.map((name) => [name, known[name] ?? ''])), names.join());
          }),
        ),
      ),
    );
    expect(await faultsOf(share(requests, 47))).toEqual([]);
    expect(await clinic.rows(clinic.other.specialistId)).toBe(before);
  });

  it('is taken from another site', async () => {
    await clinic.test.runDue();
    const before = await clinic.rows();
    const wrong: string[] = [];
    for (const { route, action } of pressable()) {
      for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }, { origin: 'https://evil.example', 'content-type': 'text/plain' }]) {
        asked += 1;
        const path = at(route, action, (name) => (name === 'token' ? clinic.theirs.token : clinic.theirs.ahead));
        const { status } = await clinic.ask(path, { method: 'POST', as: clinic.theirs.cookies, body: new URLSearchParams({ coste: '0' }), headers });
        if (status !== 403) wrong.push(`${path} ${JSON.stringify(headers)}: ${status}`);
      }
    }
    for (const route of routes.filter((one) => one.methods.includes('POST'))) {
      const { status } = await clinic.ask(route.path, { method: 'POST', body: '{}', headers: { origin: 'https://evil.example', 'content-type': 'application/json' } });
      if (status !== 403) wrong.push(`${route.path}: ${status}`);
    }
    expect(wrong).toEqual([]);
    expect(await clinic.rows()).toBe(before);
  });
});
