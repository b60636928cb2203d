import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserOf, fault, openAttackedClinic, type AttackedClinic } from './attacked-clinic.ts';
import { formsIn } from './page-forms.ts';
import { fill, readRoutes, type Route } from './route-table.ts';

let clinic: AttackedClinic;
let routes: Route[];
beforeAll(async () => {
  routes = await readRoutes();
  clinic = await openAttackedClinic();
}, 120_000);
afterAll(() => clinic.stop());

const press = (path: string, as: string, fields: Record<string, string>) => clinic.ask(path, { method: 'POST', as, body: new URLSearchParams(fields) });

describe('what was typed comes back with the refusal', () => {
  const reason = 'Me pica por la noche y no sé de qué';

  it.each([
    ['a name that is missing', { nombre: '' }],
    ['a reason as long as a book', { nombre: 'Carmen Ruiz', motivo: `${reason} ${'a'.repeat(5000)}` }],
    ['a field that nobody asked for', { nombre: 'Carmen Ruiz', admin: 'true' }],
  ])('in the details of a booking with %s', async (_, change) => {
    const inicio = '2026-11-26T11:00:00.000Z';
    const path = `/reservar?servicio=${clinic.own.videoService}&inicio=${inicio}`;
    const fields = { servicio: clinic.own.videoService, inicio, para: 'me', movil: '612 34', correo: 'carmen@correo.example', motivo: reason, ...change };
    const answer = await press(path, clinic.cookies.anybody, fields);
    expect(answer.status).toBe(400);
    for (const typed of ['612 34', 'carmen@correo.example', reason]) expect(answer.text).toContain(typed);
  });

  it('in a new appointment of the agenda', async () => {
    const fields = { servicio: clinic.own.videoService, dia: '2026-11-31', hora: '10:00', nombre: 'Ramón Iglesias', movil: '611 222 333', correo: 'ramon@correo.example' };
    const answer = await press('/agenda/nueva', clinic.cookies.specialist, fields);
    expect(answer.status).toBe(400);
    for (const typed of ['Ramón Iglesias', '611 222 333', 'ramon@correo.example']) expect(answer.text).toContain(typed);
  });

  it('in the settings', async () => {
    const message = `Ten a mano ${'tus gafas '.repeat(80)}`;
    const video = await press('/agenda/ajustes/video?/video', clinic.cookies.specialist, { mensaje: message });
    expect([video.status, video.text.includes(message.trim())]).toEqual([400, true]);
    const service = await press('/agenda/ajustes/servicios?/servicio', clinic.cookies.specialist, { servicio: clinic.own.videoService, nombre: 'Revisión larga', minutos: 'mil', precio: '60' });
    expect([service.status, service.text.includes('Revisión larga')]).toEqual([400, true]);
  });

  it.each([['no star', { estrellas: '', texto: reason }], ['too many words', { estrellas: '5', texto: `${reason} ${'a'.repeat(9000)}` }], ['an unknown field', { estrellas: '5', texto: reason, admin: '1' }]])(
    'in a review with %s',
    async (_, fields) => {
      const answer = await press(`/citas/${clinic.mine.past}/opinion?/opinar`, clinic.cookies.patient, fields);
      expect([answer.status, answer.text.includes(reason)]).toEqual([400, true]);
    },
  );

  it.each(['612 34', `${'carmen'.repeat(60)}@correo.example`])('at sign-in with %s', async (contact) => {
    const answer = await press('/entrar?/pedir', clinic.cookies.anybody, { contact });
    expect([answer.status, answer.text.includes(contact)]).toEqual([400, true]);
  });
});

describe('signing in', () => {
  it('answers a contact that is known and one that is not with the same page and status', async () => {
    const same = async (contact: string) => {
      const { status, text } = await press('/entrar?/pedir', clinic.cookies.anybody, { contact });
      return [status, text.replaceAll(contact, 'CONTACT').replaceAll(/nonce="[^"]+"|nonce-[\w+/=-]+|\b6\d\d ··· \d{3}|__sveltekit_\w+/g, 'MASKED')];
    };
    expect(await same('699 888 777')).toEqual(await same('698 765 432'));
  });

  it('leads nowhere but to a page of ours', async () => {
    for (const away of ['//evil.example', '/\\evil.example', 'https://evil.example', '/agenda//evil.example', '/%2f%2fevil.example', 'javascript:alert(1)', '/e/../..//evil.example', '\t//evil.example', '/agenda@evil.example']) {
      const { text } = await clinic.ask(`/entrar?volver=${encodeURIComponent(away)}`, { as: clinic.cookies.patient });
      expect([away, /href="[^"]*evil|href="javascript/.test(text)]).toEqual([away, false]);
      const delay = await press(`/agenda/retraso?volver=${encodeURIComponent(away)}`, clinic.cookies.specialist, { cita: clinic.mine.ahead, minutos: '5' });
      expect([away, delay.status, /evil|javascript/.test(delay.headers.get('location') ?? '')]).toEqual([away, 303, false]);
    }
    for (const path of ['//evil.example/', '//evil.example/citas/', '/en//evil.example/', '/%2fevil.example/', '/\\evil.example/', '/especialistas//evil.example/']) {
      const answer = await clinic.ask(path);
      expect([path, answer.status < 500, /^(https?:)?\/\/(?!127)/.test(answer.headers.get('location') ?? '')]).toEqual([path, true, false]);
    }
  });
});

describe('what machines send', () => {
  it.each(['/hooks/stripe', '/hooks/sms', '/hooks/sms/respuesta', '/hooks/correo'])('%s takes nothing that its provider did not sign', async (path) => {
    const before = await clinic.rows();
    const garbage = ['', '{}', '[]', 'null', '{"id":"evt_1","type":"checkout.session.completed"}', 'MessageSid=SM1&MessageStatus=delivered', '\u0000', 'a'.repeat(10_000), '<xml/>'];
    for (const body of garbage) {
      for (const headers of [{}, { 'stripe-signature': 't=1,v1=00' }, { 'stripe-signature': `t=${Math.floor(Date.now() / 1000)},v1=${'0'.repeat(64)}`, 'x-twilio-signature': 'AAAA' }]) {
        expect((await clinic.ask(path, { method: 'POST', body, headers })).status).toBe(400);
      }
    }
    expect((await clinic.ask(path, { method: 'POST', body: 'a'.repeat(300_000) })).status).toBe(413);
    // One SMS provider calls by GET, with a proof in the address.
    expect((await clinic.ask(path)).status).toBe(path.startsWith('/hooks/sms') ? 400 : 405);
    expect(await clinic.rows()).toBe(before);
  });

  it.each(['/ensayo/reloj', '/ensayo/sesion'])('%s answers what is not its JSON with 400', async (path) => {
    for (const body of ['', '{', '[]', 'null', '"x"', '{"now":1}', '{"as":null}', '{"now":"ayer"}', '{"now":"2026-11-24T10:00:00Z","more":1}', '{"as":"lucia","admin":true}', '{"__proto__":{"as":"lucia"}}']) {
      const answer = await clinic.ask(path, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
      expect([body, answer.status, fault(answer)]).toEqual([body, 400, null]);
    }
  });
});

describe('every answer', { timeout: 180_000 }, () => {
  const isPublic = (path: string) => /^\/(|ayuda|para-especialistas|buscar(\/.*)?|especialidades(\/.*)?|especialistas\/.*|privacidad(\/.*)?|robots\.txt|sitemap\.xml|sitemaps\/.*|api|insertar\/.*|fotos\/.*|imagenes\/.*)$/.test(path);

  /** Read by other programs, who ask again by version. */
  const isForPrograms = (path: string) => /^\/(api\/v1\/(openapi\.json|specialties|specialists|specialists\/.*|slots|consent)|fhir\/.*|\$bulk-publish)$/.test(path);

  it('that is not public is kept by nobody and found by nobody, however its address is spelled', async () => {
    const wrong: string[] = [];
    for (const route of routes.filter((one) => !isPublic(one.path))) {
      const path = fill(route.path, clinic.ownId);
      const odd = path.replace(/^\/(\w)/, (_, letter: string) => `/%${letter.charCodeAt(0).toString(16)}`);
      for (const spelled of [path, `/en${path}`, odd, `${path}/__data.json`]) {
        const { headers } = await clinic.ask(spelled, { as: path.startsWith('/agenda') ? clinic.cookies.specialist : clinic.cookies.patient });
        const kept = headers.get('cache-control') === 'no-store' || (isForPrograms(route.path) && headers.get('cache-control') === 'no-cache');
        if (!kept || headers.get('x-robots-tag') !== 'noindex') wrong.push(`${spelled}: ${headers.get('cache-control')}, ${headers.get('x-robots-tag')}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('that is public sets no cookie; the cookies of the others are for the server alone', async () => {
    for (const route of routes) {
      const { headers } = await clinic.ask(fill(route.path, clinic.ownId));
      const set = headers.getSetCookie();
      if (isPublic(route.path) || /^\/(api|fhir|\$bulk-publish)/.test(route.path)) expect([route.path, set]).toEqual([route.path, []]);
      for (const cookie of set) expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Lax|HttpOnly.*SameSite=Lax/i);
    }
    const link = await clinic.ask(`/e/${clinic.mine.token}`, { method: 'POST', as: `vc_browser=${browserOf('anybody')}`, body: new URLSearchParams() });
    expect(link.status).toBe(303);
    expect(link.headers.get('location')).not.toContain(clinic.mine.token + '/');
  });

  it('that asks somebody for something links the privacy notice (quality 75)', async () => {
    const asked: string[] = [];
    const without: string[] = [];
    for (const route of routes.filter((one) => one.page && !one.path.startsWith('/ensayo'))) {
      for (const as of route.path.startsWith('/agenda') ? [clinic.cookies.specialist] : [clinic.cookies.anybody, clinic.cookies.patient]) {
        const query = route.path === '/reservar' ? `?servicio=${clinic.own.videoService}&inicio=2026-11-26T11:00:00.000Z` : '';
        const { text } = await clinic.ask(fill(route.path, clinic.ownId) + query, { as });
        const typed = [...text.matchAll(/<form\b[^>]*method="post"[\s\S]*?<\/form>/gi)].some(([form]) => /<textarea|<input(?![^>]*type="(hidden|radio|checkbox|submit)")/i.test(form));
        if (!typed) continue;
        asked.push(route.path);
        // The link that stands at the end of every page anyway would answer for a form that says nothing.
        if (!/class="notice-line[^"]*"[\s\S]{0,400}?href="(\/en)?\/privacidad/.test(text)) without.push(route.path);
      }
    }
    expect(new Set(asked).size).toBeGreaterThan(10);
    expect([...new Set(without)]).toEqual([]);
  });

  it('lets a consent go with one press, as it was given with one (quality 73)', async () => {
    const booking = (await clinic.ask(`/reservar?servicio=${clinic.own.videoService}&inicio=2026-11-26T11:00:00.000Z`, { as: clinic.cookies.anybody })).text;
    expect([...booking.matchAll(/<input\b[^>]*type="checkbox"[^>]*required|<input\b[^>]*required[^>]*type="checkbox"/g)].length).toBeLessThanOrEqual(1);
    const forms = async () => formsIn((await clinic.ask('/cuenta/permisos', { as: clinic.cookies.patient })).text, new URL('/cuenta/permisos', clinic.test.config.publicOrigin));
    const toWithdraw = (await forms()).filter(({ url }) => url.search === '?/retirar');
    expect(toWithdraw.length).toBeGreaterThan(0);
    const [first] = toWithdraw;
    const { status } = await clinic.ask('/cuenta/permisos?/retirar', { method: 'POST', as: clinic.cookies.patient, body: first?.fields ?? new URLSearchParams() });
    expect([status, (await forms()).filter(({ url }) => url.search === '?/retirar').length]).toEqual([200, toWithdraw.length - 1]);
  });

  it('leaves neither token nor contact nor name in the log', async () => {
    const log = JSON.stringify(clinic.test.log);
    expect(log).not.toMatch(new RegExp([clinic.mine.token, clinic.theirs.token, 'Zacar', 'Ontiveros', '698765432', 'Moretones', 'Carmen Ruiz', '612345678'].join('|')));
  });
});
