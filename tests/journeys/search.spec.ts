import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { m } from '#texts/compiled/messages.js';
import { admitPractice } from '../world/clinic.ts';
import { tabTo } from './look-over.ts';
import { es } from './room-steps.ts';
import { openStage, phone, sizes, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await admitPractice(stage.world, { fullName: 'Mateo Ruiz Sáenz', title: 'Dr.', headline: 'Psicólogo', specialties: ['psicologia'], city: 'Getafe', slug: 'mateo-ruiz' });
  await stage.runDue();
});
afterAll(() => stage.leave());

const lucia = 'Dra. Lucía Ibáñez Peñalver';
const mateo = 'Dr. Mateo Ruiz Sáenz';

const ways = [{ size: 'phone', viewport: phone, javaScript: false }, ...sizes.map((one) => ({ ...one, javaScript: true }))];

describe('P4', () => {
  it.each(ways)('on a $size, JavaScript $javaScript: home, a typo, results, a filter, nobody, a way on, a profile', async ({ size, viewport, javaScript }) => {
    const { page, context, troubles } = await stage.person({ viewport, javaScript });
    await page.goto('/');
    await page.getByLabel(m.search_what({}, es)).first().fill('dermatolojia');
    await page.getByLabel(m.search_where({}, es)).first().fill('madrid');
    await page.getByLabel(m.search_where({}, es)).first().press('Enter');
    await page.getByRole('heading', { level: 1, name: '1 especialista en dermatología en Madrid' }).waitFor();
    await page.getByText(m.search_corrected({ what: 'Dermatología' }, es)).waitFor();
    await expect.poll(() => page.locator('.list .name').allTextContents()).toEqual([lucia]);
    // A filter that is pressed before the page's script has come is sent by its button alone.
    await page.waitForLoadState();

    if (size === 'phone') {
      await page.locator('summary', { hasText: m.search_price({}, es) }).click();
      const sheet = page.locator('details[open] form');
      await sheet.getByLabel(m.search_up_to({ price: '40 €' }, es)).check();
      await sheet.getByRole('button', { name: m.search_show_results({}, es) }).click();
    } else {
      await page.getByRole('complementary').getByLabel(m.search_up_to({ price: '40 €' }, es)).click();
    }
    await page.waitForURL(/precio=40EUR/);
    await page.getByRole('heading', { level: 1, name: /Nadie/ }).waitFor();
    await page.getByRole('link', { name: m.search_clear({}, es) }).click();
    await page.getByRole('link', { name: lucia, exact: true }).click();
    await page.waitForURL(/especialistas\/lucia/);
    await page.goBack();
    expect(new URL(page.url()).searchParams.get('que')).toBe('dermatolojia');
    expect(troubles).toEqual([]);
    await context.close();
  });

  it.each(process.env['PROVE'] ? ways : ways.slice(0, 1))('on a $size, JavaScript $javaScript: by city and distance, and what else could have been meant', async ({ viewport, javaScript }) => {
    const { page, context } = await stage.person({ viewport, javaScript });
    await page.goto('/buscar?donde=Legan%C3%A9s&radio=25');
    await expect.poll(async () => (await page.locator('.list .name').allTextContents()).sort()).toEqual([mateo, lucia].sort());
    await page.getByText('a 4 km').waitFor();
    await page.goto('/buscar?que=dermoestetica');
    await page.getByText(m.search_did_you_mean({}, es)).waitFor();
    await page.getByRole('link', { name: 'Dermatología', exact: true }).click();
    await page.getByRole('link', { name: lucia, exact: true }).waitFor();
    await context.close();
  });
});

describe('suggestions while typing', () => {
  it('are chosen by keyboard alone, put away by Escape, and lead to a person', async () => {
    const { page, context, troubles } = await stage.person({});
    await page.goto('/');
    const what = page.getByRole('combobox', { name: m.search_what({}, es) });
    await what.waitFor();
    await tabTo(page, 'input[name=que]');
    await page.keyboard.type('psico');
    const list = page.getByRole('listbox').first();
    await list.getByRole('option', { name: /Psicología/ }).waitFor();
    expect(await what.getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.press('Escape');
    await list.waitFor({ state: 'hidden' });
    expect(await what.inputValue()).toBe('psico');
    await page.keyboard.press('ArrowDown');
    await list.waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await what.inputValue()).toBe('Psicología');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: mateo, exact: true }).waitFor();

    await page.goto('/');
    await page.getByRole('combobox', { name: m.search_what({}, es) }).fill('mateo');
    await page.getByRole('option', { name: /Mateo Ruiz/ }).click();
    await page.waitForURL(/especialistas\/mateo-ruiz/);
    expect(troubles).toEqual([]);
    await context.close();
  });
});

describe('near me', () => {
  it('asks the browser on a press, sends no coordinate in an address, and searches by the city', async () => {
    const { page, context, troubles } = await stage.person({ viewport: phone });
    await context.grantPermissions(['geolocation'], { origin: stage.origin });
    await context.setGeolocation({ latitude: 40.30571, longitude: -3.73272 });
    const sent: string[] = [];
    page.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`));
    await page.goto('/buscar');
    await page.getByRole('button', { name: m.search_near_me({}, es) }).click();
    await page.waitForURL(/radio=25/);
    expect(await page.getByRole('link', { name: mateo, exact: true }).count()).toBe(1);
    expect(new URL(page.url()).search).not.toMatch(/40|-3/);
    expect(sent.filter((one) => one.includes('latitude'))).toEqual([`${stage.origin}/buscar/cerca {"latitude":40.3,"longitude":-3.7}`]);
    expect(sent.join()).not.toMatch(/40\.30|3\.73/);
    expect(stage.log.map((entry) => JSON.stringify(entry)).join()).not.toContain('40.3');
    expect(troubles).toEqual([]);
    await context.close();
  });

  it('is a power of the results alone, and says what to do where it is refused', async () => {
    const { page, context } = await stage.person({});
    const policy = async (path: string) => (await page.request.get(path)).headers()['permissions-policy'];
    expect(await policy('/buscar')).toContain('geolocation=(self)');
    for (const path of ['/', '/especialidades', '/ayuda', '/buscar/sugerencias?texto=piel']) expect(await policy(path)).toContain('geolocation=()');
    await page.goto('/buscar');
    await page.getByRole('button', { name: m.search_near_me({}, es) }).click();
    await page.getByText(m.search_near_denied({}, es)).waitFor();
    await context.close();
  });
});

describe('for search engines', () => {
  it('landings and a plain specialty are to be found, every other search is not', async () => {
    const { page, context } = await stage.person({ javaScript: false });
    const told = async (path: string) => {
      await page.goto(path);
      return page.evaluate(() => {
        const robots = document.querySelector('meta[name=robots]')?.getAttribute('content');
        const canonical = document.querySelector('link[rel=canonical]')?.getAttribute('href');
        return robots ?? (canonical ? new URL(canonical).pathname : null);
      });
    };
    expect(await told('/especialidades/dermatologia/madrid')).toBe('/especialidades/dermatologia/madrid');
    expect(await told('/buscar?que=piel&donde=Madrid&modalidad=video')).toBe('/especialidades/dermatologia/madrid');
    expect(await told('/buscar?que=piel')).toBe('/especialidades/dermatologia');
    for (const path of ['/buscar', '/buscar?que=Luc%C3%ADa', '/buscar?que=piel&precio=60EUR', '/buscar?que=piel&pagina=2']) expect(await told(path)).toBe('noindex');
    const graph = JSON.parse((await page.goto('/especialidades/dermatologia/madrid').then(() => page.locator('script[type="application/ld+json"]').textContent())) ?? '{}');
    expect(graph['@graph'].map((one: { '@type': string }) => one['@type'])).toEqual(['BreadcrumbList', 'ItemList', 'FAQPage']);
    const index = await (await page.request.get('/sitemap.xml')).text();
    const files = [...index.matchAll(/<loc>([^<]+)/g)].map((match) => match[1] ?? '');
    expect(files.map((file) => file.replace(stage.origin, ''))).toEqual(['/sitemaps/paginas.xml', '/sitemaps/especialidades.xml', '/sitemaps/especialistas-1.xml']);
    const listed = (await Promise.all(files.map(async (file) => (await page.request.get(file)).text()))).join('');
    for (const path of ['/especialidades/psicologia/getafe', '/en/especialistas/mateo-ruiz']) expect(listed).toContain(`<loc>${stage.origin}${path}</loc>`);
    expect((await page.request.get('/sitemaps/especialistas-2.xml')).status()).toBe(404);
    await context.close();
  });
});
