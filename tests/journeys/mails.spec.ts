import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { everyMail } from './every-mail.ts';
import { violationsIn } from './look-over.ts';
import { pictures } from './picture.ts';

const locales = process.env['PROVE'] ? (['es', 'en'] as const) : (['es'] as const);
const onASheet = 6;
let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--headless=new', '--no-first-run'] });
  if (pictures) mkdirSync(pictures, { recursive: true });
});
afterAll(() => browser.close());

const mails = locales.flatMap((locale) => everyMail(locale).map((mail) => ({ ...mail, locale })));
/** Every other mail, in one of the two schemes; where it is proven, every one in both. */
const lookedAt = (scheme: 'light' | 'dark') => mails.filter((_, nth) => process.env['PROVE'] || nth % 4 === (scheme === 'light' ? 0 : 2));

it.each(['light', 'dark'] as const)(`each of ${lookedAt('light').length} mails can be read at 320 px, %s: nothing sticks out, every word stands out, a thumb hits every button`, async (colorScheme) => {
  const context = await browser.newContext({ viewport: { width: 320, height: 700 }, colorScheme });
  const page = await context.newPage();
  const wrong: string[] = [];
  for (const { name, locale, html } of lookedAt(colorScheme)) {
    await page.setContent(html);
    const { over, small } = await page.evaluate(() => ({
      over: document.documentElement.scrollWidth - innerWidth,
      small: [...document.querySelectorAll<HTMLElement>('.button a')].filter((one) => one.getBoundingClientRect().height < 44).length,
    }));
    const seen = await violationsIn(page, { type: 'rule', values: ['color-contrast', 'document-title', 'html-has-lang', 'link-name', 'empty-heading'] });
    const faults = seen.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' ; ')}`);
    if (over > 0) faults.push(`${over} px too wide`);
    if (small > 0) faults.push(`${small} small buttons`);
    wrong.push(...faults.map((fault) => `${locale}, ${name}: ${fault}`));
  }
  expect(wrong).toEqual([]);
  await context.close();
});

it.runIf(pictures)('all of them on sheets, to be looked at', async () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({ viewport: { width: onASheet * 334, height: 900 }, colorScheme });
    const page = await context.newPage();
    for (let nth = 0; nth < mails.length; nth += onASheet) {
      const frames = mails.slice(nth, nth + onASheet).map(({ html, name, locale }) => {
        const source = html.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
        return `<figure style="display:inline-block;vertical-align:top;margin:6px"><figcaption style="font:13px sans-serif;color:#fff;background:#000">${locale} ${name}</figcaption><iframe width="320" style="border:0" srcdoc="${source}"></iframe></figure>`;
      });
      await page.setContent(`<body style="margin:0;background:#777;white-space:nowrap">${frames.join('')}`);
      await page.waitForFunction(() => [...document.querySelectorAll('iframe')].every((one) => one.contentDocument?.querySelector('h1')));
      await page.evaluate(() => {
        for (const one of document.querySelectorAll('iframe')) one.height = String(one.contentDocument?.documentElement.scrollHeight ?? 0);
      });
      await page.screenshot({ path: join(pictures ?? '', `mails-${colorScheme}-${String(nth / onASheet).padStart(2, '0')}.png`), fullPage: true });
    }
    await context.close();
  }
});
