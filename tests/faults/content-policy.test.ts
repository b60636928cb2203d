import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openAttackedClinic, type AttackedClinic, type Attacker } from './attacked-clinic.ts';
import { fill, readRoutes, type Route } from './route-table.ts';

let clinic: AttackedClinic;
let browser: Browser;
let pages: Route[];
beforeAll(async () => {
  pages = (await readRoutes()).filter((route) => route.page);
  clinic = await openAttackedClinic();
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'] });
}, 120_000);
afterAll(async () => {
  await browser.close();
  await clinic.stop();
});

const ids = (name: string) => (name === 'token' ? clinic.mine.token : name === 'slug' ? (clinic.own.admission.slug ?? '') : name === 'code' ? 'dermatologia' : clinic.mine.ahead);
const address = (route: Route) => fill(route.path, ids) + (route.path === '/reservar' ? `?servicio=${clinic.own.videoService}&inicio=2026-11-26T11:00:00.000Z` : '');

it('no page breaks its own policy, asks another host for anything, or lets a script in without its nonce', { timeout: 240_000 }, async () => {
  const { publicOrigin } = clinic.test.config;
  const wrong: string[] = [];
  for (const who of ['anybody', 'patient', 'specialist'] satisfies Attacker[]) {
    const context = await browser.newContext({ baseURL: publicOrigin, locale: 'es-ES', timezoneId: 'Europe/Madrid' });
    await context.addCookies(clinic.cookies[who].split('; ').map((pair) => ({ name: pair.split('=')[0] ?? '', value: pair.slice(pair.indexOf('=') + 1), url: publicOrigin })));
    const page = await context.newPage();
    let at = '';
    page.on('console', (message) => {
      if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) wrong.push(`${who} ${at}: ${message.text().slice(0, 200)}`);
      if (/content.security.policy|permissions.policy/i.test(message.text())) wrong.push(`${who} ${at}: ${message.text().slice(0, 200)}`);
    });
    page.on('pageerror', (error) => wrong.push(`${who} ${at}: ${error.message}`));
    page.on('request', (request) => {
      if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).host !== new URL(publicOrigin).host) wrong.push(`${who} ${at}: asks ${request.url()}`);
    });
    for (const route of pages) {
      at = address(route);
      const answer = await page.goto(at, { waitUntil: 'load' });
      const policy = answer?.headers()['content-security-policy'] ?? '';
      const scripts = /script-src ([^;]+)/.exec(policy)?.[1] ?? '';
      // A file of our own host needs none: 'self' lets it in; what stands in the page itself does.
      if (!/'nonce-[\w+/=-]{16,}'/.test(scripts) && /<script(?! type="application\/ld)(?! type="module" src="\/)/.test((await answer?.text()) ?? '')) wrong.push(`${who} ${at}: no nonce in ${scripts || 'no policy'}`);
      if (/unsafe|\*|https?:/.test(scripts)) wrong.push(`${who} ${at}: ${scripts}`);
      const framed = route.path === '/insertar/[slug]' ? 'frame-ancestors *' : "frame-ancestors 'none'";
      for (const rule of ["object-src 'none'", "base-uri 'none'", framed, "form-action 'self'"]) if (!policy.includes(rule)) wrong.push(`${who} ${at}: lacks ${rule}`);
      const camera = /camera=\(self\)/.test(answer?.headers()['permissions-policy'] ?? '');
      const room = /^\/(sala|consulta)|^\/(e|citas)\/[^/]+\/prueba/.test(new URL(page.url()).pathname);
      if (camera !== room) wrong.push(`${who} ${at}: camera ${camera}`);
    }
    await context.close();
  }
  process.stdout.write(`content policy: ${pages.length} pages as 3 persons\n`);
  expect(wrong).toEqual([]);
});
