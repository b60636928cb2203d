import { CspEvaluator } from 'csp_evaluator/dist/evaluator.js';
import { Severity } from 'csp_evaluator/dist/finding.js';
import { CspParser } from 'csp_evaluator/dist/parser.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fault, openAttackedClinic, type AttackedClinic } from './attacked-clinic.ts';
import { fill, readRoutes, type Route } from './route-table.ts';
import { words } from './word-list.ts';

const full = Boolean(process.env['PROVE']);
const slow = { timeout: 300_000 };
let clinic: AttackedClinic;
/** Every route, asked once by somebody who may. */
let visited: { route: Route; answer: Awaited<ReturnType<AttackedClinic['ask']>> }[];
beforeAll(async () => {
  clinic = await openAttackedClinic();
  visited = [];
  for (const route of await readRoutes()) visited.push({ route, answer: await clinic.ask(address(route), { as: personOf(route.path) }) });
}, 300_000);
afterAll(() => clinic.stop());

const personOf = (path: string) => clinic.cookies[/^\/(agenda|consulta)/.test(path) ? 'specialist' : 'patient'];
const address = (route: Route) => fill(route.path, clinic.ownId) + (route.path === '/reservar' ? `?servicio=${clinic.own.videoService}&inicio=2026-11-26T11:00:00.000Z` : '');

/** What a browser may do on a page, by the beginning of its address; nothing on all others (quality 30). */
const powers: [RegExp, string[]][] = [
  [/^\/(sala|consulta|medida)(\/|$)|^\/(e|citas)\/\[\w+\](\/(prueba|pase|seguir|sala))?$/, ['camera', 'display-capture', 'fullscreen', 'microphone', 'picture-in-picture', 'screen-wake-lock', 'speaker-selection']],
  [/^\/(entrar|cuenta)(\/|$)/, ['publickey-credentials-create', 'publickey-credentials-get']],
  [/^\/buscar$/, ['geolocation']],
];
const granted = (header: string) => [...header.matchAll(/([\w-]+)=\(self\)/g)].map((power) => power[1] ?? '').sort();

describe('every route answers', () => {
  it('with the headers of its kind, and powers over the device only where the page is made for them (quality 30)', async () => {
    const wrong: string[] = [];
    for (const { route, answer: { status, headers } } of visited) {
      const says = (what: string) => wrong.push(`${route.path} (${status}): ${what}`);
      const own = route.path.startsWith('/insertar/') ? 'cross-origin' : 'same-origin';
      if (headers.get('x-content-type-options') !== 'nosniff') says('nosniff');
      if (headers.get('referrer-policy') !== 'same-origin') says('referrer-policy');
      if (headers.get('cross-origin-opener-policy') !== 'same-origin') says('opener policy');
      if (headers.get('cross-origin-resource-policy') !== own) says('resource policy');
      const header = headers.get('permissions-policy') ?? '';
      if (/\*|\(self |"http/.test(header) || !header.includes('camera=')) says(header);
      const expected = powers.find(([pattern]) => pattern.test(route.path))?.[1] ?? [];
      const got = granted(header);
      // Within a room's group every page is one of the room; elsewhere the table is exact.
      if (got.length > 0 && got.join() !== expected.join()) says(`grants ${got.join()}`);
      if (route.page && status === 200 && got.length === 0 && expected.length > 0 && !/^\/(e|citas)/.test(route.path)) says('grants nothing');
    }
    expect(wrong).toEqual([]);
  });

  it('with a policy in which the evaluator finds nothing of weight (quality 29)', async () => {
    const wrong: string[] = [];
    const nonces = new Set<string>();
    for (const { route, answer: { headers, status } } of visited) {
      const policy = headers.get('content-security-policy') ?? '';
      const findings = new CspEvaluator(new CspParser(policy).csp).evaluate().filter((one) => one.severity <= Severity.HIGH_MAYBE);
      for (const one of findings) wrong.push(`${route.path} (${status}): ${one.severity} ${one.directive} ${one.description}`);
      if (!policy) wrong.push(`${route.path} (${status}): no policy`);
      if (route.page && status === 200 && !policy.includes('report-uri /hooks/politica')) wrong.push(`${route.path}: tells nobody`);
      const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
      if (nonce && nonces.has(nonce)) wrong.push(`${route.path}: a nonce twice`);
      if (nonce) nonces.add(nonce);
    }
    expect(wrong).toEqual([]);
    expect(nonces.size).toBeGreaterThan(20);
  });

  it('and so do files of the build, doors of machines and what is not there', async () => {
    const page = await clinic.ask('/');
    const script = /["'(](\/_app\/immutable\/[\w./-]+\.js)/.exec(page.text)?.[1] ?? '';
    for (const path of [script, '/icon.svg', '/healthz', '/hooks/stripe', '/nothing-here', '/api/v1/specialties']) {
      const { headers } = await clinic.ask(path);
      expect([path, headers.get('x-content-type-options'), /default-src '(none|self)'/.test(headers.get('content-security-policy') ?? '')]).toEqual([path, 'nosniff', true]);
    }
  });

  it('that nothing has changed with no policy, which would take the place of the kept page’s', async () => {
    const { headers } = await clinic.ask('/');
    const etag = headers.get('etag') ?? '';
    expect(etag).not.toBe('');
    const again = await clinic.ask('/', { headers: { 'if-none-match': etag } });
    expect([again.status, again.headers.get('content-security-policy')]).toEqual([304, null]);
  });

  it('to a report of a hurt policy with nothing, and keeps no address of it (quality 29)', async () => {
    const report = (said: Record<string, unknown>) => clinic.ask('/hooks/politica', { method: 'POST', body: JSON.stringify({ 'csp-report': said }), headers: { 'content-type': 'application/csp-report' } });
    const said = { 'document-uri': `https://cita.example/e/${clinic.mine.token}`, 'effective-directive': 'script-src-elem', 'blocked-uri': 'https://evil.example/steal?what=secreto' };
    for (let times = 0; times < 30; times += 1) expect((await report(said)).status).toBe(204);
    for (const bad of [{}, { 'effective-directive': 'x\ny' }, { 'effective-directive': 5 }]) expect((await report(bad)).status).toBe(400);
    expect((await clinic.ask('/hooks/politica', { method: 'POST', body: 'x'.repeat(20_000) })).status).toBe(413);
    const told = clinic.test.log.filter((entry) => entry.what.startsWith('content policy'));
    expect(told.length).toBeLessThanOrEqual(40);
    expect(told[0]?.fields).toEqual({ directive: 'script-src-elem', blocked: 'evil.example' });
  });
});

describe('an address', () => {
  it('that would lead elsewhere after signing in or a press leads to a page of ours (quality 32)', slow, async () => {
    const away = [
      '//evil.example', '///evil.example', '////evil.example', '/\\evil.example', '\\\\evil.example', '\\/evil.example', '/\\/evil.example', '//evil.example/%2f..', '/%2f%2fevil.example', '/%5cevil.example',
      '%2f%2fevil.example', '/%09/evil.example', '/\t/evil.example', '\t//evil.example', '/\n/evil.example', '\r\n//evil.example', ' //evil.example', '/ /evil.example', 'https://evil.example', 'HTTPS://evil.example',
      'https:evil.example', 'https:/evil.example', 'https:\\evil.example', 'http:///evil.example', '//evil.example@127.0.0.1', 'https://127.0.0.1@evil.example', '/agenda@evil.example', '@evil.example', '/agenda//evil.example',
      '/agenda/../..//evil.example', '/./\\evil.example', '/.//evil.example', '/..//evil.example', '//evil%E3%80%82example', '//evil。example', '//ⓔvil.example', '/\u2044/evil.example', '/\uff0fevil.example', '//[::ffff:7f00:1]', '//2130706433',
      'javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'java\tscript:alert(1)', '/javascript:alert(1)', 'data:text/html,<script>alert(1)</script>', 'vbscript:x', 'blob:https://evil.example/x', 'file:///etc/passwd', 'mailto:a@evil.example', 'ftp://evil.example',
      '/en//evil.example', '/en/\\evil.example', '/e/x?volver=//evil.example', '/citas#//evil.example', '/citas?//evil.example\\', '/agenda%00//evil.example', '/agenda;//evil.example', '?//evil.example', '#//evil.example', './/evil.example',
    ]; // prettier-ignore
    expect(away.length).toBe(60);
    const { publicOrigin } = clinic.test.config;
    const leaves = (to: string | null) => to !== null && (!URL.canParse(to, publicOrigin) || new URL(to, publicOrigin).origin !== publicOrigin);
    const wrong: string[] = [];
    const tried = away.filter((_, index) => full || index % 4 === 0);
    process.stdout.write(`open redirects: ${tried.length} of ${away.length} spellings\n`);
    for (const asked of tried) {
      const query = `?volver=${encodeURIComponent(asked.toWellFormed())}`;
      const page = await clinic.ask(`/entrar${query}`, { as: clinic.cookies.patient });
      for (const [, href = ''] of page.text.matchAll(/(?:href|action)="([^"]*)"/g)) if (leaves(href.replaceAll('&amp;', '&'))) wrong.push(`${asked}: a link to ${href}`);
      const step = await clinic.ask(`/entrar/segundo-paso${query}`, { as: clinic.cookies.specialist });
      const press = await clinic.ask(`/agenda/retraso${query}`, { method: 'POST', as: clinic.cookies.specialist, body: new URLSearchParams({ cita: clinic.mine.ahead, minutos: '5' }) });
      for (const answer of [page, step, press]) if (leaves(answer.headers.get('location'))) wrong.push(`${asked}: ${answer.headers.get('location')}`);
      if (/^\/[^\s#?]*$/.test(asked)) {
        const own = await clinic.ask(asked.startsWith('//') ? `/en${asked}` : encodeURI(asked.toWellFormed()));
        if (leaves(own.headers.get('location')) || own.status >= 500) wrong.push(`${asked} itself: ${own.status} ${own.headers.get('location')}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('spelled otherwise meets the same guard (quality 39)', slow, async () => {
    for (const path of ['/agenda', '/cuenta', '/citas', '/agenda/ajustes', '/agenda/cobros/tabla.csv']) {
      const odd = [path, `/${path}`, `//${path}`, path.replace('/a', '/%61').replace('/c', '/%63'), `/en${path}`, `/en/${path}`, `/./${path}`, `/x/..${path}`, `${path}/`, `${path}/.`, `${path}/__data.json`, `${path};x`, `${path}%2f`, path.toUpperCase(), `${path}?/x`, `/en/en${path}`];
      for (const spelled of odd) {
        const answer = await clinic.ask(spelled, { as: clinic.cookies.anybody });
        const opened = answer.status === 200 && !/"redirect"/.test(answer.text);
        expect([spelled, opened, fault(answer)]).toEqual([spelled, false, null]);
      }
    }
  });

  it('that is none of the product’s answers like any other that is not there (quality 91)', slow, async () => {
    const asked = words.filter((_, index) => full || index % 40 === 0);
    const wrong: string[] = [];
    const left = [...asked];
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (let word = left.pop(); word !== undefined; word = left.pop()) {
          const answer = await clinic.ask(`/${word}`, { headers: { 'x-forwarded-for': '203.0.113.9' } });
          const known = /^(_app\/(version\.json|env\.js)|__data\.json)$/.test(word) || answer.status === 308;
          if (![400, 404].includes(answer.status) && !known) wrong.push(`/${word}: ${answer.status}`);
          if (fault(answer)) wrong.push(`/${word}: ${fault(answer)}`);
        }
      }),
    );
    process.stdout.write(`word list: ${asked.length} of ${words.length} addresses\n`);
    expect(wrong).toEqual([]);
  });
});

describe('there are no passwords (A1, quality 17)', () => {
  it('neither a field for one on any page nor a column', async () => {
    const wrong: string[] = [];
    for (const { route, answer: { text } } of visited) {
      if (/type="password"|name="[^"]*(passw|contrase|clave_)/i.test(text)) wrong.push(route.path);
    }
    expect(wrong).toEqual([]);
    const columns = await clinic.columns();
    expect(columns.filter((name) => /passw|contrase|pwd/i.test(name))).toEqual([]);
  });
});
