import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { saveOutside } from '#features/schedule/outside.server.ts';
import { openStage, phone, type Stage } from './stage.ts';

let stage: Stage;
let site: Server;
let siteOrigin: string;
beforeAll(async () => {
  stage = await openStage();
  const slug = stage.practice.admission.slug;
  site = createServer((request, response) => {
    const dark = request.url === '/oscuro' ? '?tema=oscuro' : '';
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(`<!doctype html><title>Mi consulta</title><h1>Mi consulta</h1><iframe src="${stage.origin}/insertar/${slug}${dark}" title="Pide cita" style="width:100%;height:640px;border:0"></iframe>`);
  });
  await new Promise<void>((settle) => site.listen(0, '127.0.0.2', settle));
  const address = site.address();
  siteOrigin = typeof address === 'object' && address ? `http://127.0.0.2:${address.port}` : '';
}, 120_000);
afterAll(async () => {
  site.closeAllConnections();
  await new Promise((settle) => site.close(settle));
  await stage.leave();
});

const name = () => stage.practice.admission.fullName;

it('a specialist’s own site shows the hours without script or cookie of ours, and an hour leads to our booking', async () => {
  const { page, context, troubles } = await stage.person({ viewport: phone });
  const scripts: string[] = [];
  page.on('request', (request) => {
    if (request.resourceType() === 'script') scripts.push(request.url());
  });
  await page.goto(siteOrigin);
  const frame = page.frameLocator('iframe');
  await frame.getByRole('heading', { level: 1, name: name() }).waitFor();
  const other = frame.locator('.days a').nth(1);
  expect(await other.getAttribute('aria-current')).toBeNull();
  await other.click();
  await expect.poll(() => other.getAttribute('aria-current')).toBe('date');
  expect(new URL(page.url()).origin).toBe(siteOrigin);
  expect([scripts, await context.cookies(stage.origin)]).toEqual([[], []]);
  const hour = frame.locator('ul a').first();
  const shown = (await hour.textContent())?.trim() ?? '';
  await hour.click();
  await page.waitForURL(/\/reservar\?/);
  expect(new URL(page.url()).origin).toBe(stage.origin);
  expect(await page.locator('main').textContent()).toContain(shown);
  expect(troubles).toEqual([]);
});

it('takes the colours it is asked for', async () => {
  const { page } = await stage.person();
  await page.goto(`${siteOrigin}/oscuro`);
  const body = page.frameLocator('iframe').locator('body');
  await body.waitFor();
  expect(await body.evaluate((element) => getComputedStyle(element).colorScheme)).toBe('dark');
});

it('is shown by the sites that the specialist named, and by no other; no other page of ours is ever framed', async () => {
  const answer = await fetch(`${stage.origin}/insertar/${stage.practice.admission.slug}`);
  expect(answer.headers.get('content-security-policy')).toContain('frame-ancestors *');
  expect(answer.headers.getSetCookie()).toEqual([]);
  await saveOutside(stage.world, stage.practice.actor, stage.practice.specialistId, { sitios: 'https://www.miconsulta.es', publicar: undefined });
  const named = await fetch(`${stage.origin}/insertar/${stage.practice.admission.slug}`);
  expect(named.headers.get('content-security-policy')).toContain("frame-ancestors 'self' https://www.miconsulta.es");
  const { page } = await stage.person();
  await page.goto(siteOrigin);
  await page.waitForLoadState('networkidle');
  expect(await page.frameLocator('iframe').getByRole('heading', { name: name() }).count()).toBe(0);
  for (const path of ['/', `/especialistas/${stage.practice.admission.slug}`, '/buscar', '/entrar', '/api', '/insertar/nobody-here']) {
    expect([path, (await fetch(`${stage.origin}${path}`)).headers.get('content-security-policy')?.includes("frame-ancestors 'none'")]).toEqual([path, true]);
  }
});
