import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saveOutside } from '#features/schedule/outside.server.ts';
import { decideSwitch } from '#features/operator/switches/switches.server.ts';
import { admitOneOperator } from '../world/operators.ts';
import { openApiClinic, type Answer, type ApiClinic } from './api-clinic.ts';
import { bundleShape, wrongByStandard, wrongResource } from './fhir-shapes.ts';

let clinic: ApiClinic;
beforeAll(async () => {
  // The Friday before Madrid sets its clocks back, so that searches go over the long day.
  clinic = await openApiClinic({ now: new Date('2026-10-23T07:00:00Z'), hoursAhead: 98 });
}, 120_000);
afterAll(() => clinic.stop());

interface Entry {
  resource: { resourceType: string; id: string; start: string; status: string };
}
const entries = (answer: Answer): Entry[] => answer.json.entry ?? [];
const starts = (answer: Answer) => entries(answer).map((one) => one.resource.start);

describe('the FHIR view', () => {
  it('says what it can do, and can do it: every type is searched and read, and is R4', async () => {
    const metadata = await clinic.ask('/fhir/metadata');
    expect(metadata.json).toMatchObject({ resourceType: 'CapabilityStatement', fhirVersion: '4.0.1', kind: 'instance' });
    expect(wrongByStandard(metadata.json)).toBeNull();
    expect(wrongByStandard({ resourceType: 'Slot', status: 'gone' })).toMatch(/status.*schedule|schedule.*status/s);
    const wrong: string[] = [];
    for (const { type, searchParam } of metadata.json.rest[0].resource) {
      const required = type === 'Slot' ? `?schedule=Schedule/${clinic.practice.videoService}&_count=5` : '?_count=5';
      const found = await clinic.ask(`/fhir/${type}${required}`, { token: clinic.token });
      if (found.status !== 200 || !bundleShape.safeParse(found.json).success || wrongByStandard(found.json)) wrong.push(`${type}: ${found.status} ${found.text.slice(0, 200)}`);
      if (found.headers.get('content-type') !== 'application/fhir+json; charset=utf-8') wrong.push(`${type}: ${found.headers.get('content-type')}`);
      for (const { resource } of entries(found)) {
        const read = await clinic.ask(`/fhir/${type}/${resource.id}`, { token: clinic.token });
        const what = wrongResource(read.json);
        if (what) wrong.push(what);
        if (JSON.stringify(read.json) !== JSON.stringify(resource)) wrong.push(`${type}: read and search differ`);
        const alone = await clinic.ask(`/fhir/${type}${required}&_id=${resource.id}`, { token: clinic.token });
        if (entries(alone).length !== 1) wrong.push(`${type}: _id finds ${entries(alone).length}`);
      }
      if (entries(found).length === 0) wrong.push(`${type}: nothing there`);
      if (!searchParam.some((one: { name: string }) => one.name === '_id')) wrong.push(`${type}: no _id`);
    }
    expect(wrong).toEqual([]);
  });

  it('never tells the message of the video consultation, nor why a patient comes (P3, G3)', async () => {
    for (const type of ['Practitioner', 'PractitionerRole', 'HealthcareService', 'Location', 'Schedule', 'Appointment']) {
      const { text } = await clinic.ask(`/fhir/${type}`, { token: clinic.token });
      expect(text).not.toMatch(/linterna|luz natural|lunar/);
    }
  });

  it.each([
    ['/fhir/Slot', 400],
    ['/fhir/Slot?schedule=x&color=blue', 400],
    ['/fhir/Slot?schedule=018f0000-0000-7000-8000-000000000000&start=yesterday', 200],
    ['/fhir/Practitioner?_count=0', 400],
    ['/fhir/Practitioner?_format=xml', 400],
    ['/fhir/Practitioner?_page=abc', 400],
    ['/fhir/Practitioner/nobody', 404],
    ['/fhir/Patient', 404],
    ['/fhir/Appointment', 401],
    ['/fhir', 404],
  ])('answers %s with %i and words in its own form', async (path, status) => {
    const answer = await clinic.ask(path);
    expect([path, answer.status, status === 200 ? null : wrongResource(answer.json)]).toEqual([path, status, null]);
  });

  it('is read alone, and only as JSON', async () => {
    const posted = await clinic.ask('/fhir/Slot', { method: 'POST', body: {} });
    expect([posted.status, posted.headers.get('allow'), wrongResource(posted.json)]).toEqual([405, 'GET, HEAD, OPTIONS', null]);
    expect((await clinic.ask('/fhir/metadata', { headers: { accept: 'application/fhir+xml' } })).status).toBe(406);
    const once = await clinic.ask('/fhir/metadata');
    expect((await clinic.ask('/fhir/metadata', { headers: { 'if-none-match': once.headers.get('etag') ?? '' } })).status).toBe(304);
  });

  it('names specialties as other programs know them, and is asked by either name', async () => {
    const [own, theirs] = await Promise.all(['dermatologia', 'http://snomed.info/sct|394582007'].map((code) => clinic.ask(`/fhir/PractitionerRole?specialty=${encodeURIComponent(code)}`)));
    expect(own?.json.entry[0].resource.specialty[0].coding).toEqual([{ system: 'http://snomed.info/sct', code: '394582007' }, { system: 'urn:videoconsulta:specialty', code: 'dermatologia', display: 'Dermatología' }]);
    expect(theirs?.json.entry).toEqual(own?.json.entry);
    expect((await clinic.ask('/fhir/PractitionerRole?specialty=394612005')).json.entry).toBeUndefined();
  });
});

describe('slots', () => {
  const search = (more: string) => clinic.ask(`/fhir/Slot?schedule=Schedule/${clinic.practice.videoService}&_count=200&${more}`);

  it('are those of the pages, on the Monday after the clocks were set back too', async () => {
    const offered = await clinic.ask(`/api/v1/slots?service=${clinic.practice.videoService}&from=2026-10-25T23:00:00Z&days=1`);
    const found = await search('start=2026-10-26&status=free');
    expect(starts(found)).toEqual(offered.json.slots);
    expect(starts(found)[0]).toBe('2026-10-26T08:00:00.000Z');
    expect(starts(await search('start=2026-10-25'))).toEqual([]);
  });

  it('on both sides of a day’s end belong to the day of the practice’s wall', async () => {
    const whole = starts(await search('start=ge2026-10-23&start=lt2026-10-28&status=free'));
    const days = ['2026-10-23', '2026-10-24', '2026-10-25', '2026-10-26', '2026-10-27'];
    const apart = await Promise.all(days.map(async (day) => starts(await search(`start=${day}&status=free`))));
    expect(apart.flat()).toEqual(whole);
    expect(whole.length).toBeGreaterThan(40);
  });

  it('that somebody has are busy, and page after page tells each once', async () => {
    const all = await search('start=ge2026-10-23&start=lt2026-11-01');
    expect(all.json.total).toBe(entries(all).length);
    expect(new Set(entries(all).map((one) => one.resource.status))).toEqual(new Set(['free', 'busy']));
    const paged: string[] = [];
    let path: string | null = `/fhir/Slot?schedule=${clinic.practice.videoService}&start=ge2026-10-23&start=lt2026-11-01&_count=17`;
    while (path) {
      const page: Answer = await clinic.ask(path);
      paged.push(...starts(page));
      const next = page.json.link.find((one: { relation: string }) => one.relation === 'next')?.url as string | undefined;
      path = next ? next.replace(clinic.test.config.publicOrigin, '') : null;
    }
    expect(paged).toEqual(starts(all));
  });
});

describe('appointments', () => {
  it('are seen with the practice’s own token and scope alone, and each look is in the audit (G2)', async () => {
    const audit = () => clinic.test.world.as({ kind: 'system', job: 'test' }, (tx) => tx.selectFrom('audit').select(({ fn }) => fn.countAll<number>().as('n')).executeTakeFirstOrThrow());
    const before = (await audit()).n;
    const mine = await clinic.ask('/fhir/Appointment?status=booked', { token: clinic.token });
    expect(entries(mine).map((one) => one.resource.id)).toEqual([clinic.appointment]);
    expect((await audit()).n).toBe(before + 1);
    expect(mine.headers.get('cache-control')).toBe('no-store');
    const withoutScope = await clinic.tokenOf(clinic.practice, ['appointments:read']);
    for (const token of [withoutScope, 'vc_nothing', undefined]) {
      for (const path of ['/fhir/Appointment', `/fhir/Appointment/${clinic.appointment}`]) {
        const answer = await clinic.ask(path, token ? { token } : {});
        expect([path, answer.status, answer.text.includes('Carmen')]).toEqual([path, 401, false]);
      }
    }
    expect((await clinic.ask(`/fhir/Appointment/${clinic.theirs}`, { token: clinic.token })).status).toBe(404);
    expect(entries(await clinic.ask(`/fhir/Appointment?practitioner=${clinic.other.specialistId}`, { token: clinic.token }))).toEqual([]);
    expect(entries(await clinic.ask('/fhir/Appointment?status=waitlist', { token: clinic.token }))).toEqual([]);
  });
});

describe('the publication for other appointment finders', () => {
  const lines = (answer: Answer) => answer.text.split('\n').filter(Boolean).map((line) => JSON.parse(line) as Entry['resource']);

  it('holds nobody who did not ask for it', async () => {
    await clinic.test.runDue();
    expect((await clinic.ask('/$bulk-publish')).json).toMatchObject({ output: [], error: [] });
  });

  it('holds the free slots of 14 days of those who did, as the pages offer them, made beforehand', async () => {
    await saveOutside(clinic.test.world, clinic.practice.actor, clinic.practice.specialistId, { sitios: '', publicar: 'si' });
    const before = clinic.test.clock.now();
    await clinic.test.runDue();
    const manifest = await clinic.ask('/$bulk-publish');
    const kinds = ['HealthcareService', 'Location', 'Practitioner', 'PractitionerRole', 'Schedule', 'Slot'];
    expect(manifest.json.output.map((one: { type: string }) => one.type)).toEqual(kinds);
    const at = new Date(manifest.json.transactionTime);
    expect(at >= before && at <= clinic.test.clock.now()).toBe(true);
    const file = async (type: string, headers = {}) => clinic.ask(manifest.json.output.find((one: { type: string }) => one.type === type).url.replace(clinic.test.config.publicOrigin, ''), { headers });
    const files = new Map(await Promise.all(kinds.map(async (kind) => [kind, await file(kind)] as const)));
    const slots = files.get('Slot') as Answer;
    const published = [...files.values()].flatMap(lines);
    for (const one of published) expect(wrongResource(one)).toBeNull();
    // Whoever fetches it all finds everything that anything in it speaks of.
    const named = new Set([...JSON.stringify(published).matchAll(/"reference":"([^"]+)"/g)].map(([, reference]) => reference));
    const there = new Set(published.map((one) => `${one.resourceType}/${one.id}`));
    expect([...named].filter((reference) => !there.has(reference ?? ''))).toEqual([]);
    expect(named.size).toBe(published.length - lines(slots).length);
    expect(slots.headers.get('content-type')).toBe('application/fhir+ndjson');
    for (const service of [clinic.practice.videoService, clinic.practice.inPersonService]) {
      const offered = await clinic.ask(`/api/v1/slots?service=${service}&days=14`);
      const free = lines(slots).filter((one) => one.id.startsWith(service));
      expect(free.map((one) => one.start)).toEqual(offered.json.slots);
    }
    expect(slots.text).not.toContain(clinic.other.videoService);
    expect(slots.text).toMatch(/booking-deep-link","valueUrl":"http:\/\/127\.0\.0\.1:\d+\/reservar\?servicio=[\w-]+&inicio=/);
    const etag = slots.headers.get('etag') ?? '';
    expect((await file('Slot', { 'if-none-match': etag })).status).toBe(304);
    const raw = await fetch(manifest.json.output.at(-1).url, { headers: { 'accept-encoding': 'br' } });
    expect(raw.headers.get('content-encoding')).toBe('br');
    expect(await raw.text()).toBe(slots.text);
  });

  it('is made anew as product time goes on, and emptied of who leaves', async () => {
    const first = (await clinic.ask('/$bulk-publish')).json.transactionTime as string;
    await clinic.test.moveTo(new Date(Date.parse(first) + 6 * 60_000));
    const second = (await clinic.ask('/$bulk-publish')).json.transactionTime as string;
    expect(Date.parse(second)).toBeGreaterThanOrEqual(Date.parse(first) + 6 * 60_000);
    // An operator who closes access for programs closes the publication too, at once (0069).
    const operator = await admitOneOperator(clinic.test.world);
    const close = (isOn: boolean) => decideSwitch(clinic.test.world, operator, { name: 'programs', isOn, reason: 'Prueba.' });
    await close(false);
    for (const path of ['/$bulk-publish', '/fhir/bulk/Slot.ndjson', '/fhir/metadata', '/api/v1/specialties']) expect([path, (await clinic.ask(path)).status]).toEqual([path, 503]);
    await close(true);
    await saveOutside(clinic.test.world, clinic.practice.actor, clinic.practice.specialistId, { sitios: '', publicar: undefined });
    await clinic.test.runDue();
    expect((await clinic.ask('/$bulk-publish')).json.output).toEqual([]);
    expect((await clinic.ask('/fhir/bulk/Slot.ndjson')).status).toBe(404);
  });
});
