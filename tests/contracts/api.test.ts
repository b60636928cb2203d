import { proveBooking } from '#features/accounts/codes/booking-code.server.ts';
import { browserHashOf } from '#features/api/call.server.ts';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scopes } from '#domain/access-token.ts';
import { readRoutes } from '../faults/route-table.ts';
import { openApiClinic, type Answer, type ApiClinic, type Parsed } from './api-clinic.ts';
import { readDocument, type Documented } from './api-document.ts';

let clinic: ApiClinic;
let operations: Documented[];
let document: Parsed;
beforeAll(async () => {
  clinic = await openApiClinic();
  document = (await clinic.ask('/api/v1/openapi.json')).json;
  operations = readDocument(document);
}, 120_000);
afterAll(() => clinic.stop());

const slot = async (service: string, from = clinic.test.clock.now()) => {
  const { json } = await clinic.ask(`/api/v1/slots?service=${service}&from=${from.toISOString()}&days=14`);
  return json.slots as string[];
};
const holdBody = async (service: string, which = 0) => ({
  serviceId: service,
  startsAt: (await slot(service))[which],
  name: 'Ana Soto Vidal',
  mobile: '+34611222333',
  email: 'ana.soto@correo.example',
  consent: true,
});

describe('the document', () => {
  it('is OpenAPI 3.1, names each operation once, and says what every route does', async () => {
    expect(document.openapi).toBe('3.1.0');
    const ids = operations.map((one) => one.id);
    expect(new Set(ids).size).toBe(ids.length);
    const routes = (await readRoutes()).filter((route) => route.path.startsWith('/api/v1/') && route.path !== '/api/v1/openapi.json');
    const served = routes.flatMap((route) => route.methods.map((method) => `${method} ${route.path.replace(/\[(\w+)\]/g, '{$1}')}`));
    expect(served.sort()).toEqual(operations.map((one) => `${one.method} ${one.path}`).sort());
  });

  it('is accepted by the schema of the OpenAPI Initiative, as somebody else’s validator applies it', async () => {
    const judge = async (one: Parsed) => new Validator().validate(structuredClone(one));
    expect(await judge(document)).toEqual({ valid: true });
    const wrong = structuredClone(document);
    wrong.paths['/api/v1/slots'].get.parameters[0].in = 'nowhere';
    expect((await judge(wrong)).valid).toBe(false);
  });

  it('comes in both languages and is not sent again unchanged', async () => {
    const english = await clinic.ask('/api/v1/openapi.json', { headers: { 'accept-language': 'en-GB, es;q=0.5' } });
    expect(english.json.paths['/api/v1/slots'].get.summary).toBe('The free slots of a service');
    const again = await clinic.ask('/api/v1/openapi.json', { headers: { 'accept-language': 'en', 'if-none-match': english.headers.get('etag') ?? '' } });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  it('has an example of each operation that works, and whose answer is as the document says', async () => {
    const hold = await clinic.ask('/api/v1/holds', { method: 'POST', body: await holdBody(clinic.practice.inPersonService, 3) });
    const extra = await clinic.ask('/api/v1/time-off', { method: 'POST', token: clinic.token, body: { from: '2026-12-31' } });
    expect(extra.status).toBe(201);
    const off = (await clinic.ask('/api/v1/time-off', { token: clinic.token })).json.items[0].id;
    const slots = await slot(clinic.practice.videoService);
    const values: Record<string, string> = {
      slug: clinic.practice.admission.slug,
      service: clinic.practice.videoService,
      slot: slots[6] ?? '',
      otherSlot: slots[12] ?? '',
      hold: hold.json.id,
      code: await clinic.codeOf(hold.json.id),
      appointment: clinic.appointment,
      timeOff: off,
      date: '2026-11-30',
    };
    const fill = (text: string) => text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '');
    const later = ['releaseHold', 'removeTimeOff', 'cancelAppointment'];
    const order = [...operations.filter((one) => !later.includes(one.id)), ...operations.filter((one) => later.includes(one.id))];
    const wrong: string[] = [];
    for (const of of order) {
      const named = (where: string) => of.parameters.filter((one) => one.in === where && one.example !== undefined);
      const path = named('path').reduce((text, one) => text.replace(`{${one.name}}`, fill(one.example ?? '')), of.path);
      const query = new URLSearchParams(named('query').map((one) => [one.name, fill(one.example ?? '')]));
      const token = of.security === 'token' ? clinic.token : of.security === 'hold' ? hold.json.holdToken : undefined;
      const version = of.parameters.some((one) => one.name === 'If-Match') ? (await clinic.ask(path, { token })).headers.get('etag') : null;
      const answer = await clinic.ask(`${path}${query.size ? `?${query}` : ''}`, {
        method: of.method,
        token,
        ...(of.body ? { body: JSON.parse(fill(JSON.stringify(of.body.example))) } : {}),
        ...(version ? { headers: { 'if-match': version } } : {}),
      });
      const expected = of.id === 'releaseHold' ? [403] : [200, 201, 204];
      const what = of.wrong(answer.status, answer.headers.get('content-type'), answer.json) ?? (expected.includes(answer.status) ? null : `${answer.status} ${answer.text}`);
      if (what) wrong.push(`${of.id}: ${what}`);
    }
    expect(wrong).toEqual([]);
  });
});

describe('booking without a login', () => {
  it('goes from the hold over the code to the appointment, and tells the video message from the hold on (P3)', async () => {
    const profile = await clinic.ask(`/api/v1/specialists/${clinic.other.admission.slug}`);
    const found = await clinic.ask('/api/v1/specialists?q=salvatierra');
    const slots = await clinic.ask(`/api/v1/slots?service=${clinic.other.videoService}`);
    for (const answer of [profile, found, slots]) expect(answer.text).not.toContain('linterna');
    const inPerson = await clinic.ask('/api/v1/holds', { method: 'POST', body: await holdBody(clinic.other.inPersonService, 5) });
    expect([inPerson.status, inPerson.text.includes('linterna')]).toEqual([201, false]);

    const body = await holdBody(clinic.other.videoService, 20);
    const held = await clinic.ask('/api/v1/holds', { method: 'POST', body });
    expect(held.status).toBe(201);
    expect(held.json).toMatchObject({ state: 'code', code: { channel: 'sms', sent: true }, appointment: { videoMessage: 'Ten a mano la linterna verde.' } });
    expect(held.headers.getSetCookie()).toEqual([]);
    const place = held.headers.get('location') ?? '';
    const token = held.json.holdToken as string;
    expect((await clinic.ask(place)).json.kind).toBe('token-missing');
    expect((await clinic.ask(place, { token: `${token}x` })).status).toBe(404);
    const wrong = await clinic.ask(`${place}/proof`, { method: 'POST', token, body: { code: '000000' } });
    expect(wrong.json).toMatchObject({ status: 422, kind: 'code-wrong', triesLeft: 4 });
    const extended = await clinic.ask(`${place}/extension`, { method: 'POST', token });
    expect([extended.status, extended.json.hold.extendable]).toEqual([200, false]);
    expect((await clinic.ask(`${place}/extension`, { method: 'POST', token })).json.kind).toBe('not-allowed');
    const proof = await clinic.ask(`${place}/proof`, { method: 'POST', token, body: { code: await clinic.codeOf(held.json.id) } });
    expect(proof.json).toMatchObject({ state: 'booked', hold: null, cardUrl: null });
    expect(proof.json.patientUrl).toMatch(/\/e\/[\w-]{22}$/);
    const gone = await clinic.ask('/api/v1/holds', { method: 'POST', body });
    expect(gone.json).toMatchObject({ status: 409, kind: 'slot-taken' });
    expect(gone.json.nearest.length).toBeGreaterThan(0);
  });

  it('goes on with the same code where the answer to it was lost on the way (fault 13)', async () => {
    const held = await clinic.ask('/api/v1/holds', { method: 'POST', body: { ...(await holdBody(clinic.practice.videoService, 12)), mobile: '+34611222666' } });
    const { id, holdToken: token } = held.json as { id: string; holdToken: string };
    const code = await clinic.codeOf(id);
    // The process ended between the code and what follows from it.
    const proved = await proveBooking(clinic.test.world, { appointmentId: id, browserHash: browserHashOf(token), code });
    expect(proved.ok).toBe(true);
    const again = await clinic.ask(`/api/v1/holds/${id}/proof`, { method: 'POST', token, body: { code } });
    expect([again.status, again.json.state]).toEqual([200, 'booked']);
    expect((await clinic.ask(`/api/v1/holds/${id}/proof`, { method: 'POST', token, body: { code } })).json.state).toBe('booked');
  });

  it('gives a hold back', async () => {
    const body = await holdBody(clinic.practice.videoService, 8);
    const held = await clinic.ask('/api/v1/holds', { method: 'POST', body });
    const token = held.json.holdToken;
    expect((await clinic.ask(`/api/v1/holds/${held.json.id}`, { method: 'DELETE', token })).status).toBe(204);
    expect(await slot(clinic.practice.videoService)).toContain(body.startsAt);
  });

  it('names the fields at fault in words, in the language asked for', async () => {
    const body = { ...(await holdBody(clinic.practice.videoService, 9)), mobile: '12', email: 'nobody' };
    const refused = await clinic.ask('/api/v1/holds', { method: 'POST', body, headers: { 'accept-language': 'en' } });
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    expect(refused.json).toMatchObject({ status: 400, kind: 'invalid-input', fields: { mobile: { kind: 'mobile-invalid' }, email: { kind: 'email-invalid' } } });
    expect(refused.headers.get('content-language')).toBe('en');
    const unknown = await clinic.ask('/api/v1/holds', { method: 'POST', body: { ...body, admin: true } });
    expect(unknown.json.fields).toHaveProperty('admin');
    const torn = await clinic.ask('/api/v1/holds', { method: 'POST', raw: '{', headers: { 'content-type': 'application/json' } });
    const twice = await clinic.ask(`/api/v1/slots?service=${clinic.practice.videoService}&days=1&days=2`);
    expect([torn, twice].map((one) => [one.status, Object.keys(one.json.fields)])).toEqual([[400, ['body']], [400, ['days']]]);
    expect(twice.json.title).toContain('fields');
  });
});

describe('a token', () => {
  it.each(scopes)('with %s alone opens what that scope opens and nothing else', async (scope) => {
    const token = await clinic.tokenOf(clinic.practice, [scope]);
    const wrong: string[] = [];
    for (const of of operations.filter((one) => one.security === 'token')) {
      const path = of.path.replace('{id}', '018f0000-0000-7000-8000-000000000000');
      const answer = await clinic.ask(path, { method: of.method, token, ...(of.body ? { body: {} } : {}) });
      const refused = answer.status === 403 && answer.json.kind === 'scope-missing';
      if (refused !== (of.scope !== null && of.scope !== scope)) wrong.push(`${of.id}: ${answer.status} ${answer.text}`);
    }
    expect(wrong).toEqual([]);
    await clinic.test.world.as(clinic.practice.actor, (tx) => tx.updateTable('access_tokens').set({ ended_at: clinic.test.clock.now() }).where('ending', '=', token.slice(-4)).execute());
    expect((await clinic.ask('/api/v1/me', { token })).json).toMatchObject({ status: 401, kind: 'token-invalid' });
  });

  it('finds nothing of another practice, not even that it is there', async () => {
    const { token, theirs, other } = clinic;
    const asked: [string, string, unknown?][] = [
      ['GET', `/api/v1/appointments/${theirs}`],
      ['PATCH', `/api/v1/appointments/${theirs}`, { startsAt: '2026-12-01T10:00:00Z' }],
      ['POST', `/api/v1/appointments/${theirs}/cancellation`],
      ['GET', `/api/v1/appointments/${theirs}/messages`],
      ['GET', `/api/v1/appointments/${theirs}/payments`],
      ['GET', `/api/v1/appointments?specialist=${other.specialistId}`],
      ['GET', `/api/v1/schedule?specialist=${other.specialistId}`],
      ['GET', `/api/v1/services/${other.videoService}`],
      ['POST', '/api/v1/appointments', { serviceId: other.videoService, date: '2026-12-01', time: '10:00', patient: { name: 'Ana Soto', mobile: '+34611222333' } }],
    ];
    for (const [method, path, body] of asked) {
      const answer = await clinic.ask(path, { method, token, ...(body === undefined ? {} : { body }), headers: { 'if-match': '*' } });
      expect([method, path, answer.status, answer.json.kind]).toEqual([method, path, 404, 'not-found']);
      expect(answer.text).not.toMatch(/Zacar|Ontiveros/);
    }
    expect((await clinic.ask('/api/v1/patients?q=Zacar', { token })).json.items).toEqual([]);
  });

  it('is nothing in the address, nothing in a cookie, and a cookie is nothing to the API', async () => {
    for (const path of [`/api/v1/me?token=${clinic.token}`, `/api/v1/me?access_token=${clinic.token}`]) expect((await clinic.ask(path)).status).toBe(401);
    expect((await clinic.ask('/api/v1/me', { headers: { cookie: `vc_session=${clinic.token}` } })).status).toBe(401);
    expect(JSON.stringify(clinic.test.log)).not.toContain(clinic.token.slice(3));
  });

  it('is kept as a hash alone, and ends on its day', async () => {
    const token = await clinic.tokenOf(clinic.practice, ['schedule:read'], 30);
    const rows = await clinic.test.world.as({ kind: 'system', job: 'test' }, (tx) => tx.selectFrom('access_tokens').selectAll().execute());
    expect(JSON.stringify(rows)).not.toContain(token.slice(3, 30));
    expect((await clinic.ask('/api/v1/me', { token })).status).toBe(200);
    const row = rows.find((one) => one.ending === token.slice(-4));
    expect(row?.expires_at?.getTime()).toBe((row?.created_at.getTime() ?? 0) + 30 * 86_400_000);
  });
});

describe('a change', () => {
  it('names the version it is meant for, and loses against a newer one', async () => {
    const { token } = clinic;
    const path = `/api/v1/services/${clinic.practice.inPersonService}`;
    const before = (await clinic.ask(path, { token })).headers.get('etag') ?? '';
    expect((await clinic.ask(path, { method: 'PATCH', token, body: { priceCents: 7100 } })).json).toMatchObject({ status: 428, kind: 'condition-missing' });
    const changed = await clinic.ask(path, { method: 'PATCH', token, body: { priceCents: 7100 }, headers: { 'if-match': before } });
    expect(changed.json.price).toEqual({ cents: 7100, currency: 'EUR' });
    expect((await clinic.ask(path, { method: 'PATCH', token, body: { priceCents: 7200 }, headers: { 'if-match': before } })).status).toBe(412);
    expect((await clinic.ask(path, { token, headers: { 'if-none-match': changed.headers.get('etag') ?? '' } })).status).toBe(304);
  });

  it('of two that name the same version at the same moment one alone goes through', async () => {
    const { token, practice } = clinic;
    const at = new Date('2026-12-07T09:00:00Z').toISOString();
    const body = { serviceId: practice.inPersonService, date: '2026-12-07', time: '10:00', patient: { name: 'Bruno Gil', mobile: '+34611222555' } };
    const made = await clinic.ask('/api/v1/appointments', { method: 'POST', token, body });
    expect([made.status, made.json.startsAt]).toEqual([201, at]);
    const hours = (starts: string) => ({ modality: 'video', hours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, starts, ends: '20:00' })) });
    const changes: [string, string, (round: number) => unknown][] = [
      [`/api/v1/services/${practice.inPersonService}`, 'PATCH', (round) => ({ priceCents: 7300 + round })],
      [`/api/v1/appointments/${made.json.id}`, 'PATCH', (round) => ({ startsAt: `2026-12-08T1${round}:00:00Z` })],
      ['/api/v1/schedule', 'PUT', (round) => hours(`0${round + 1}:00`)],
    ];
    for (const [path, method, bodyOf] of changes) {
      const version = (await clinic.ask(path, { token })).headers.get('etag') ?? '';
      const answers = await Promise.all([0, 1, 2, 3, 4, 5].map((round) => clinic.ask(path, { method, token, body: bodyOf(round), headers: { 'if-match': version } })));
      expect([path, answers.map((one) => one.status).sort()]).toEqual([path, [200, 412, 412, 412, 412, 412]]);
      expect(answers.filter((one) => one.status === 412).every((one) => one.json.kind === 'changed-meanwhile')).toBe(true);
    }
  });

  it('of the weekly hours is what the pages offer next', async () => {
    const { token } = clinic;
    const { headers, json } = await clinic.ask('/api/v1/schedule', { token });
    expect(json.hours).toContainEqual({ modality: 'in_person', placeId: null, weekday: 5, starts: '09:00', ends: '20:00' });
    const put = await clinic.ask('/api/v1/schedule', {
      method: 'PUT',
      token,
      headers: { 'if-match': headers.get('etag') ?? '' },
      body: { modality: 'video', hours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, starts: '15:00', ends: '20:00' })) },
    });
    expect(put.status).toBe(200);
    const elsewhere = { modality: 'in_person', hours: [{ weekday: 1, starts: '09:00', ends: '10:00', placeId: clinic.other.videoService }] };
    expect((await clinic.ask('/api/v1/schedule', { method: 'PUT', token, headers: { 'if-match': '*' }, body: elsewhere })).status).toBe(400);
    const offered = await slot(clinic.practice.videoService, new Date('2026-12-09T00:00:00Z'));
    expect(offered[0]).toBe('2026-12-09T14:00:00.000Z');
  });
});

describe('a page of appointments', () => {
  it('is followed by the next, each appointment once, whatever comes in between', async () => {
    const { token, practice } = clinic;
    const seen: string[] = [];
    const make = (time: string) =>
      clinic.ask('/api/v1/appointments', { method: 'POST', token, body: { serviceId: practice.inPersonService, date: '2026-12-10', time, patient: { name: 'Bruno Gil', mobile: '+34611222444' } } });
    for (const time of ['09:00', '10:00', '11:00', '12:00']) expect((await make(time)).status).toBe(201);
    let path: string | null = '/api/v1/appointments?from=2026-12-10T00:00:00Z&limit=2';
    while (path) {
      const answer: Answer = await clinic.ask(path, { token });
      seen.push(...answer.json.items.map((one: { startsAt: string }) => one.startsAt.slice(11, 16)));
      if (seen.length === 2) await make('13:00');
      path = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1] ?? null;
    }
    expect(seen).toEqual(['08:00', '09:00', '10:00', '11:00', '12:00']);
    expect((await clinic.ask('/api/v1/appointments?cursor=abc', { token })).json.fields).toHaveProperty('cursor');
  });

  it('leaves a row of audit for each reading, and tells no reason (G2, G3)', async () => {
    const count = () => clinic.test.world.as({ kind: 'system', job: 'test' }, (tx) => tx.selectFrom('audit').select(({ fn }) => fn.countAll<number>().as('n')).executeTakeFirstOrThrow());
    const before = (await count()).n;
    const answer = await clinic.ask('/api/v1/appointments', { token: clinic.token });
    expect((await count()).n).toBe(before + 1);
    expect(answer.text).not.toMatch(/lunar|reason/);
  });
});
