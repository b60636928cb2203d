import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { socketPath } from '#call/protocol.ts';
import { fault, openAttackedClinic, type AttackedClinic, type Attacker } from './attacked-clinic.ts';
import { keepEscaped, type Escaped } from './escaped.ts';
import { fitting, strange } from './fitting.ts';
import { formsIn, linksIn, type PageForm } from './page-forms.ts';
import { fill, readRoutes } from './route-table.ts';

const full = Boolean(process.env['PROVE']);
const requests = full ? 50_000 : 120;
const events = full ? 20_000 : 240;
const source = resolve(import.meta.dirname, '../../src');
type Shape = { name: string; json: Record<string, unknown>; keys: string[] };

let clinic: AttackedClinic;
let shapes: Shape[];
let escaped: Escaped;

beforeAll(async () => {
  escaped = keepEscaped();
  shapes = await readSchemas();
  clinic = await openAttackedClinic();
}, 300_000);
afterAll(async () => {
  await clinic.stop();
  escaped.stop();
});

/** Every schema by which the product reads a form or a socket, as JSON schema. */
async function readSchemas(): Promise<Shape[]> {
  const files = readdirSync(join(source, 'features'), { recursive: true, encoding: 'utf8' }).filter((name) => /(^|\/)schema\.ts$/.test(name));
  const found: Shape[] = [];
  for (const file of files) {
    for (const [name, value] of Object.entries((await import(join(source, 'features', file))) as Record<string, unknown>)) {
      if (!(value instanceof z.ZodType)) continue;
      const json = z.toJSONSchema(value, { io: 'input', unrepresentable: 'any' }) as Record<string, unknown>;
      found.push({ name, json, keys: Object.keys((json['properties'] ?? {}) as object) });
    }
  }
  return found;
}

/** The schema that shares most fields with a form. */
function shapeOf(form: PageForm): Shape | undefined {
  const names = [...new Set(form.fields.keys())];
  const shared = (shape: Shape) => names.filter((name) => shape.keys.includes(name)).length / Math.max(names.length, shape.keys.length);
  const best = shapes.toSorted((one, other) => shared(other) - shared(one))[0];
  return best && shared(best) > 0 ? best : undefined;
}

interface Target extends PageForm {
  who: Attacker;
}

/** The forms that each person finds, and every action besides that no page shows them now. */
async function targets(blank?: (tag: string) => string): Promise<Target[]> {
  const routes = await readRoutes();
  const found = new Map<string, Target>();
  const origin = clinic.test.config.publicOrigin;
  for (const who of (full ? ['anybody', 'patient', 'specialist', 'assistant'] : ['patient', 'specialist']) satisfies Attacker[]) {
    const seen = new Set<string>();
    const queue = routes.filter((route) => route.page && (full || route.path.startsWith('/agenda') === (who === 'specialist'))).map((route) => new URL(fill(route.path, clinic.ownId), origin));
    for (let visited = 0; queue.length > 0 && visited < 400; visited += 1) {
      const here = queue.shift() as URL;
      if (seen.has(here.pathname)) continue;
      seen.add(here.pathname);
      const { text, status } = await clinic.ask(here.pathname + here.search, { as: clinic.cookies[who] });
      if (status !== 200) continue;
      if (full) queue.push(...linksIn(text, here).filter((to) => !/^\/en(\/|$)/.test(to.pathname)));
      for (const form of formsIn(text, here, blank)) {
        const key = `${form.method} ${form.url.pathname.replaceAll(/[0-9a-f-]{36}/g, 'x')} ${/\/\w+/.exec(form.url.search)?.[0] ?? ''} ${[...form.fields.keys()].join()}`;
        if (!/^\/(salir|ensayo)/.test(form.url.pathname)) found.set(`${key} ${form.method === 'GET' ? '' : who}`, { ...form, who });
      }
    }
  }
  for (const route of routes) {
    for (const action of route.actions.filter(() => !/^\/(salir|ensayo)/.test(route.path))) {
      const url = new URL(fill(route.path, clinic.ownId) + (action === 'default' ? '' : `?/${action}`), origin);
      found.set(url.href, { url, method: 'POST', fields: new URLSearchParams(), texts: [], who: route.path.startsWith('/agenda') ? 'specialist' : 'patient' });
    }
  }
  return [...found.values()];
}

describe('what is made from the schemas, or nearly', { timeout: full ? 3_600_000 : 300_000 }, () => {
  it(`${requests} times in the forms of the product, is answered without a fault, a trace or what is another’s (quality 34)`, async () => {
    const known = [clinic.mine.ahead, clinic.mine.past, clinic.theirs.ahead, clinic.own.videoService, clinic.own.inPersonService, clinic.other.videoService, clinic.own.specialistId];
    const all = await targets();
    const press = fc.nat(all.length - 1).chain((index) => {
      const target = all[index] as Target;
      const shape = target.fields.size > 0 ? shapeOf(target) : undefined;
      const properties = { ...((shape?.json['properties'] ?? {}) as Record<string, Record<string, unknown>>) };
      const names = [...new Set([...target.fields.keys(), ...Object.keys(properties)])];
      const value = (name: string) =>
        fc.oneof(
          { weight: 4, arbitrary: fc.constant(target.fields.get(name) ?? '') },
          { weight: 5, arbitrary: properties[name] ? fitting(properties[name], known) : fc.constantFrom('si', 'sms', '2026-11-26', '10:00', '10', ...known) },
          { weight: 1, arbitrary: strange },
        );
      return fc.record({
        target: fc.constant(target),
        // An action that no page shows gets the fields of any schema.
        fields: target.fields.size > 0 ? fc.record(Object.fromEntries(names.map((name) => [name, fc.option(value(name), { nil: undefined, freq: 12 })]))) : fc.constantFrom(...shapes).chain((one) => fitting(one.json, known)),
        extra: fc.option(fc.tuple(strange, strange), { nil: undefined, freq: 25 }),
      });
    });
    const wrong: string[] = [];
    const statuses = new Map<number, number>();
    const times: number[] = [];
    const left = fc.sample(press, { seed: 20261123, numRuns: requests });
    const heapBefore = full ? heap() : 0;
    await Promise.all(
      Array.from({ length: 6 }, async () => {
        for (let next = left.pop(); next; next = left.pop()) {
          const { target, fields, extra } = next;
          const given = typeof fields === 'object' && fields !== null ? Object.entries(fields) : [];
          const body = new URLSearchParams(given.flatMap(([name, one]) => (one === undefined ? [] : (Array.isArray(one) ? one : [one]).map((item) => [name, (typeof item === 'string' ? item : (JSON.stringify(item) ?? '')).toWellFormed()]))));
          if (extra) body.append(extra[0].toWellFormed(), extra[1].toWellFormed());
          const before = performance.now();
          const answer =
            target.method === 'POST'
              ? await clinic.ask(target.url.pathname + target.url.search, { method: 'POST', as: clinic.cookies[target.who], body })
              : await clinic.ask(`${target.url.pathname}?${body}`.slice(0, 8000), { as: clinic.cookies[target.who] });
          times.push(performance.now() - before);
          statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
          // What a practice says of its video consultations, and how it wants to be paid, is shown to everybody who begins to book one.
          const what = fault(/\/reservar$/.test(target.url.pathname) ? { ...answer, text: answer.text.replaceAll(/linterna verde|ES91 2100/g, '') } : answer);
          if (what) wrong.push(`${target.who} ${target.method} ${target.url.pathname}${target.url.search} ${body}: ${what}`.slice(0, 400));
        }
      }),
    );
    const p99 = Math.round(times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0);
    const grown = full ? heap() / heapBefore : 1;
    process.stdout.write(`fuzzed forms: ${times.length} requests to ${all.length} forms and actions from ${shapes.length} schemas, p99 ${p99} ms, heap × ${grown.toFixed(2)}, ${JSON.stringify(Object.fromEntries(statuses))}\n`);
    // What the log says of them stands beside them.
    if (wrong.length > 0) wrong.push(...new Set(clinic.test.log.filter((entry) => entry.level === 'error').map((entry) => JSON.stringify(entry.fields['error']))));
    expect(wrong).toEqual([]);
    // Enough went through all checks to reach the database.
    expect((statuses.get(200) ?? 0) + (statuses.get(303) ?? 0)).toBeGreaterThan(requests / 20);
    if (full) expect([p99 < 300, grown < 1.1]).toEqual([true, true]);
  });

  it('with a quote in one text and the rest as a person would send it, is kept or refused in words (quality 35)', async () => {
    const tried = new Set<string>();
    const quoted = `Ana O'Hara "de" la Peña\\`;
    const wrong: string[] = [];
    const asked = (await targets(plausible)).flatMap((target) => target.texts.map((name) => ({ target, name })));
    await Promise.all(
      Array.from({ length: 6 }, async () => {
        for (let next = asked.pop(); next; next = asked.pop()) {
          const { target, name } = next;
          tried.add(`${target.url.pathname} ${name}`);
          const body = new URLSearchParams(target.fields);
          body.set(name, quoted);
          const { pathname, search } = target.url;
          const answer = target.method === 'POST' ? await clinic.ask(pathname + search, { method: 'POST', as: clinic.cookies[target.who], body }) : await clinic.ask(`${pathname}?${body}`, { as: clinic.cookies[target.who] });
          if (answer.status >= 500) wrong.push(`${target.who} ${target.method} ${pathname}${search} ${name}: ${answer.status}`);
        }
      }),
    );
    expect(wrong).toEqual([]);
    expect(tried.size).toBeGreaterThan(60);
  });

  it(`${events} times said over the sockets of the three doors, ends none of them and leaves nothing in the log (quality 34, 42)`, async () => {
    const { publicOrigin } = clinic.test.config;
    const names = ['look', 'enter', 'relay', 'pulse', 'devices', 'media', 'facts', 'signal', 'admit', 'hangup', 'mistrust', 'back', 'finish', 'leave', 'hide', 'pass', 'callme', 'nocall', 'call', 'delay'];
    const seat = await clinic.ask(`/e/${clinic.mine.token}`, { method: 'POST', as: clinic.cookies.patient, body: new URLSearchParams() });
    const seated = [clinic.cookies.patient, ...seat.headers.getSetCookie().map((line) => line.split(';')[0])].join('; ');
    const open = (auth: Record<string, unknown>, cookie: string) =>
      new Promise<Socket>((settle) => {
        const socket = io(publicOrigin, { path: socketPath, transports: ['websocket'], forceNew: true, reconnection: false, auth, extraHeaders: { cookie, origin: publicOrigin } });
        socket.on('connect', () => settle(socket)).on('connect_error', () => settle(socket));
      });
    const doors: [Record<string, unknown>, string][] = [[{ as: 'patient' }, seated], [{ as: 'specialist', appointmentId: clinic.mine.ahead }, clinic.cookies.specialist], [{ as: 'agenda' }, clinic.cookies.assistant]];
    const ofRoom = shapes.filter((shape) => /signal|device|facts|media|hide|delay/i.test(shape.name));
    expect(ofRoom.length).toBeGreaterThan(4);
    const said = fc.record({ door: fc.nat(2), event: fc.constantFrom(...names), input: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...ofRoom).chain((shape) => fitting(shape.json, [clinic.mine.ahead])) }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) }) });
    const before = clinic.test.log.length;
    const left = fc.sample(said, { seed: 20261123, numRuns: events });
    // A burst is below the flood limit: what is cut off says nothing more.
    for (let burst = left.splice(0, 80); burst.length > 0; burst = left.splice(0, 80)) {
      const sockets = await Promise.all(doors.map(([auth, cookie]) => open(auth, cookie)));
      for (const { door, event, input } of burst) sockets[door]?.emit(event, input, () => {});
      // Either it still answers, or something it said let it go («leave», another's seat): then a new one is let in.
      if (sockets[0]?.connected) await sockets[0].timeout(60_000).emitWithAck('pulse');
      for (const socket of sockets) socket.close();
    }
    expect(escaped.errors).toEqual([]);
    expect(clinic.test.log.slice(before).filter((entry) => entry.level === 'error')).toEqual([]);
    expect((await clinic.ask('/healthz')).status).toBe(200);
  });
});

/** What a person would type into an empty field, by what it asks for. */
function plausible(tag: string): string {
  if (/type="email"|autocomplete="email"/.test(tag)) return 'ana@correo.example';
  if (/type="tel"|autocomplete="tel/.test(tag)) return '600 123 123';
  if (/inputmode="(numeric|decimal)"|type="number"/.test(tag)) return /required/.test(tag) ? '30' : '';
  return /^<textarea|type="text"|type="search"/.test(tag) || !/\btype=/.test(tag) ? 'Ana María' : '';
}

function heap(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
