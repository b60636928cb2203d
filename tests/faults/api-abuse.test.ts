import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApiClinic, type ApiClinic } from '../contracts/api-clinic.ts';
import { readDocument, type Documented } from '../contracts/api-document.ts';
import { wrongResource } from '../contracts/fhir-shapes.ts';
import { anything, fitting, strange } from './fitting.ts';

let clinic: ApiClinic;
let operations: Documented[];
const full = Boolean(process.env['PROVE']);
const calls = full ? 50_000 : 400;
const timeout = full ? 3_600_000 : 120_000;

beforeAll(async () => {
  clinic = await openApiClinic();
  operations = readDocument((await clinic.ask('/api/v1/openapi.json')).json);
}, 120_000);
afterAll(() => clinic.stop());

const machine = /\bat .+\.(?:ts|js):\d+|node_modules|invalid input syntax|PostgresError|TypeError|RangeError|ZodError/;
describe('no call', { timeout }, () => {
  it('made from the document, or nearly, is answered with a fault, a trace, or what the document does not say (quality 34)', async () => {
    const known = [clinic.practice.videoService, clinic.practice.inPersonService, clinic.appointment, clinic.theirs, clinic.other.videoService, clinic.practice.specialistId];
    const holds: string[] = [];
    const call = fc.nat(operations.length - 1).chain((index) => {
      const of = operations[index] as Documented;
      const asked = of.parameters.filter((one) => one.in === 'query');
      return fc.record({
        of: fc.constant(of),
        id: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...known, clinic.practice.admission.slug) }, { weight: 1, arbitrary: strange }),
        query: fc.record(Object.fromEntries(asked.map((one) => [one.name, fc.option(fc.oneof({ weight: 4, arbitrary: fitting(one.schema, known) }, { weight: 1, arbitrary: strange }), { nil: undefined })]))),
        extra: fc.option(strange, { nil: undefined, freq: 20 }),
        body: of.body ? fc.oneof({ weight: 5, arbitrary: fitting(of.body.schema, known) }, { weight: 1, arbitrary: anything }) : fc.constant(undefined),
        match: fc.constantFrom('*', '"x"', ''),
        token: fc.constantFrom('mine', 'mine', 'mine', 'none', 'wrong'),
      });
    });
    const wrong: string[] = [];
    let asked = 0;
    const left = fc.sample(call, { seed: 20261123, numRuns: calls });
    await Promise.all(
      Array.from({ length: 6 }, async () => {
        for (let next = left.pop(); next; next = left.pop()) {
          const { of, id, query, extra, body, match, token } = next;
          const params = new URLSearchParams(Object.entries(query).filter((one) => one[1] !== undefined).map(([name, value]) => [name, String(value).toWellFormed()]));
          if (extra !== undefined) params.append(extra.toWellFormed(), '1');
          const path = of.path.replace(/\{\w+\}/, encodeURIComponent(id.toWellFormed()));
          const secret = token === 'none' ? undefined : token === 'wrong' ? `vc_${'A'.repeat(43)}` : of.security === 'hold' ? (holds.at(-1) ?? 'vh_none') : clinic.token;
          const answer = await clinic.ask(`${path}${params.size ? `?${params}` : ''}`, {
            method: of.method,
            ...(secret && of.security !== 'open' ? { token: secret } : {}),
            ...(of.body ? { raw: JSON.stringify(body) ?? '', headers: { 'content-type': 'application/json', ...(match ? { 'if-match': match } : {}) } } : {}),
          });
          asked += 1;
          if (answer.json?.holdToken) holds.push(answer.json.holdToken);
          // A path that ends early is another address, or none.
          const here = id.length > 0 && !/^\.{1,2}$|[/\\]|\p{Cc}/u.test(id) && id.length < 2000;
          const what = answer.status >= 500 ? `status ${answer.status} ${answer.text.slice(0, 200)}` : (machine.exec(answer.text)?.[0] ?? (here || !of.path.includes('{') ? of.wrong(answer.status, answer.headers.get('content-type'), answer.json) : null));
          if (what && answer.status !== 304) wrong.push(`${of.method} ${path}?${params} ${JSON.stringify(body)?.slice(0, 200)}: ${what}`.slice(0, 500));
        }
      }),
    );
    process.stdout.write(`api: ${asked} calls made from the document\n`);
    expect(wrong).toEqual([]);
  });

  it('that is large, deep, broken or no JSON costs more than a refusal (fault 48)', async () => {
    const post = (raw: BodyInit, type = 'application/json') => clinic.ask('/api/v1/holds', { method: 'POST', raw, headers: { 'content-type': type } });
    const tries: [string, BodyInit, number, string?][] = [
      ['10 MB', `{"a":"${'x'.repeat(10_000_000)}"}`, 413],
      ['70 kB', `{"a":"${'x'.repeat(70_000)}"}`, 413],
      ['deep lists', '['.repeat(30_000) + ']'.repeat(30_000), 400],
      ['deep objects', '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000), 400],
      ['half', '{"a":', 400],
      ['not UTF-8', new Uint8Array([0x22, 0xff, 0xfe, 0x22]), 400],
      ['a prototype', '{"__proto__":{"admin":true},"constructor":1}', 400],
      ['a form', 'a=1', 415, 'application/x-www-form-urlencoded'],
      ['text', '{}', 415, 'text/plain'],
      ['xml', '<a/>', 415, 'application/xml'],
      ['nothing', '', 400],
    ];
    for (const [name, raw, status, type] of tries) {
      const answer = await post(raw, type);
      expect([name, answer.status, answer.headers.get('content-type')]).toEqual([name, status, 'application/problem+json']);
      expect(machine.test(answer.text)).toBe(false);
    }
  });

  it('to an address that is not there, by another method, or from another site is anything but refused', async () => {
    for (const path of ['/api/v1/nothing', '/api/v2/specialists', '/api/v1', '/en/api/v1/nothing', '/api/v1/appointments/x/y/z']) {
      for (const method of ['GET', 'POST', 'DELETE', 'PATCH']) {
        const answer = await clinic.ask(path, { method });
        expect([path, method, answer.status, answer.json?.kind]).toEqual([path, method, 404, 'unknown-address']);
      }
    }
    const wrong = await clinic.ask('/api/v1/slots', { method: 'DELETE' });
    expect([wrong.status, wrong.headers.get('allow'), wrong.json.kind]).toEqual([405, 'GET, HEAD, OPTIONS', 'method-not-allowed']);
    const options = await clinic.ask('/api/v1/services/x', { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow'), options.headers.get('access-control-allow-origin')]).toEqual([204, 'GET, HEAD, PATCH, OPTIONS', null]);
    const head = await clinic.ask('/api/v1/specialties', { method: 'HEAD' });
    expect([head.status, head.text, head.headers.get('access-control-allow-origin')]).toEqual([200, '', '*']);
    const forged = await clinic.ask('/api/v1/appointments', { method: 'POST', token: clinic.token, body: {}, headers: { origin: 'https://evil.example' } });
    expect([forged.status, forged.json.kind]).toEqual([403, 'other-site']);
    const fhir = await clinic.ask('/fhir/Slot', { method: 'POST', raw: 'a=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    expect([fhir.status, wrongResource(fhir.json)]).toEqual([415, null]);
  });
});

describe('the same call with the same key', { timeout }, () => {
  it('sent fifty times at once books once, and each is told the same (quality 57)', async () => {
    const rounds = full ? 200 : 2;
    for (let round = 0; round < rounds; round += 1) {
      const from = new Date(clinic.test.clock.now().getTime() + (3 + Math.floor(round / 10)) * 86_400_000).toISOString();
      const { json } = await clinic.ask(`/api/v1/slots?service=${clinic.practice.inPersonService}&from=${from}&days=7`);
      const body = { serviceId: clinic.practice.inPersonService, startsAt: json.slots[0], name: 'Ana Soto Vidal', mobile: `+3461122${String(1000 + round)}`, email: `ana${round}@correo.example`, consent: true };
      const key = `press-${round}-0123456789`;
      const answers = await Promise.all(Array.from({ length: 50 }, () => clinic.ask('/api/v1/holds', { method: 'POST', body, headers: { 'idempotency-key': key } })));
      expect(new Set(answers.map((one) => one.status))).toEqual(new Set([201]));
      expect(new Set(answers.map((one) => one.text)).size).toBe(1);
      expect(answers.filter((one) => one.headers.get('idempotency-replayed') === null).length).toBe(1);
      const { held, codes } = await clinic.test.world.as({ kind: 'system', job: 'test' }, async (tx) => ({
        held: await tx.selectFrom('appointments').select('id').where('starts_at', '=', new Date(body.startsAt)).where('service_id', '=', body.serviceId).where('status', '=', 'held').execute(),
        codes: await tx.selectFrom('codes').select('id').where('address', '=', body.mobile).execute(),
      }));
      expect([held.length, codes.length]).toEqual([1, 1]);
      const other = await clinic.ask('/api/v1/holds', { method: 'POST', body: { ...body, name: 'Otra Persona' }, headers: { 'idempotency-key': key } });
      expect(other.json).toMatchObject({ status: 422, kind: 'key-reused' });
    }
  });

  it('of two tokens is two calls; a refusal keeps nothing; nothing of an answer stands in the database in clear', async () => {
    const key = 'the-same-key-0123456789';
    const body = { from: '2027-01-04' };
    const theirs = await clinic.tokenOf(clinic.other, ['schedule:write']);
    for (const token of [clinic.token, theirs]) expect((await clinic.ask('/api/v1/time-off', { method: 'POST', token, body, headers: { 'idempotency-key': key } })).status).toBe(201);
    const refused = { from: '2020-01-01' };
    for (const status of [400, 400]) expect((await clinic.ask('/api/v1/time-off', { method: 'POST', token: clinic.token, body: refused, headers: { 'idempotency-key': `${key}-2` } })).status).toBe(status);
    expect((await clinic.ask('/api/v1/time-off', { method: 'POST', token: clinic.token, body, headers: { 'idempotency-key': 'short' } })).status).toBe(400);
    const rows = await clinic.test.world.as({ kind: 'system', job: 'test' }, (tx) => tx.selectFrom('api_answers').selectAll().execute());
    const stored = rows.map((row) => Buffer.concat([row.key_hash, row.caller, row.answer_sealed ?? Buffer.alloc(0)]).toString('latin1')).join();
    expect(stored).not.toMatch(/the-same-key|firstDay|holdToken|Ana Soto/);
  });
});

describe('the budget of a minute', () => {
  it('is told with every answer, counted for each caller apart, and ends in 429 with the time to wait', async () => {
    const small = await openApiClinic({ apiRequestsAMinute: 30 });
    try {
      const first = await small.ask('/api/v1/specialties');
      expect([first.headers.get('ratelimit-limit'), first.headers.get('ratelimit-remaining')]).toEqual(['30', '29']);
      let last = first;
      for (let calls = 0; calls < 30; calls += 1) last = await small.ask('/api/v1/specialties', { headers: { 'x-forwarded-for': `198.51.100.${calls}` } });
      expect([last.status, last.json.kind, last.headers.get('ratelimit-remaining')]).toEqual([429, 'too-many-requests', '0']);
      expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(Number(last.headers.get('retry-after'))).toBeLessThanOrEqual(60);
      const withToken = await small.ask('/api/v1/me', { token: small.token });
      expect([withToken.status, withToken.headers.get('ratelimit-limit')]).toEqual([200, '150']);
      expect((await small.ask('/fhir/Practitioner')).status).toBe(429);
      const rows = await small.test.world.as({ kind: 'system', job: 'test' }, (tx) => tx.selectFrom('door_counts').selectAll().execute());
      expect(JSON.stringify(rows)).not.toMatch(/127\.0\.0\.1|198\.51/);
    } finally {
      await small.stop();
    }
  });
});
