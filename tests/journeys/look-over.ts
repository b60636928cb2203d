import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { desktop, phone } from './stage.ts';

const criteria = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** Each size and each scheme once; where it is proven, each size in each scheme. */
const looks = [
  { viewport: phone, colorScheme: 'light' },
  { viewport: desktop, colorScheme: 'dark' },
  ...(process.env['PROVE'] ? ([{ viewport: phone, colorScheme: 'dark' }, { viewport: desktop, colorScheme: 'light' }] as const) : []),
] as const;

interface Violation {
  id: string;
  nodes: { target: unknown[] }[];
}
type Axe = { run(within: Document, options: object): Promise<{ violations: Violation[] }> };

const words = (violations: Violation[], within: string) =>
  violations.map((one) => `${within}: ${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(' ; ')}`);

/** What axe finds in the open page alone, frames apart. Its own runner brings its half a megabyte twice, and anew for each look. */
export async function violationsIn(page: Page, only: { type: 'tag' | 'rule'; values: readonly string[] }): Promise<Violation[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(new AxeBuilder({ page })['script']());
  return page.evaluate(
    async (options) => {
      // What is still fading in has no colour yet; what turns for ever is left to turn.
      for (const one of document.getAnimations()) if (Number.isFinite(Number(one.effect?.getComputedTiming().endTime))) one.finish();
      const { violations } = await (window as unknown as { axe: Axe }).axe.run(document, options);
      return violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ target }) => ({ target })) }));
    },
    { runOnly: only, resultTypes: ['violations'], iframes: false },
  );
}

/** One heading of the first rank, a title and a language (design, "Accessibility"). */
async function frame(page: Page): Promise<string[]> {
  const { headings, title, lang } = await page.evaluate(() => ({
    headings: [...document.querySelectorAll('h1')].filter((one) => one.checkVisibility()).length,
    title: document.title,
    lang: document.documentElement.lang,
  }));
  return [headings === 1 ? '' : `h1: ${headings}`, /\S · \S/.test(title) ? '' : `title: ${title}`, /^(es|en)$/.test(lang) ? '' : `lang: ${lang}`].filter(Boolean);
}

/** What sticks out sideways at 320 px; a row that scrolls by itself does not. */
function sideways(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/**
 * Looks the open page over at phone and desktop size, light and dark (`looks`), and at 320 px: whatever is wrong, in words. The page
 * stands still meanwhile (`reducedMotion`), and is left at the size it had.
 */
export async function lookOver(page: Page): Promise<string[]> {
  const before = page.viewportSize() ?? desktop;
  const wrong = await frame(page);
  for (const { viewport, colorScheme } of looks) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    wrong.push(...words(await violationsIn(page, { type: 'tag', values: criteria }), `${viewport.width} ${colorScheme}`));
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 320, height: 640 });
  const beyond = await sideways(page);
  if (beyond > 0) wrong.push(`320 px: ${beyond} px sideways`);
  await page.setViewportSize(before);
  return wrong;
}

/** What a thumb cannot hit, what an edge cuts, what lies under something else where nothing scrolls, and filled buttons in pairs. */
const outOfReach = () => {
  const width = document.documentElement.clientWidth;
  const scrolls = document.documentElement.scrollHeight > innerHeight;
  const name = (one: Element) => (one.getAttribute('aria-label') ?? one.textContent ?? '').trim().replace(/\s+/g, ' ').slice(0, 40);
  const drawn = (one: Element) => one.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !one.closest('[inert], .sr-only') && one.getBoundingClientRect().width > 2;
  const wrong: string[] = [];
  for (const one of document.querySelectorAll('main :is(button, a, select, textarea, input), .call :is(button, a, select, textarea, input), dialog :is(button, a)')) {
    if (!drawn(one) || getComputedStyle(one).display === 'inline') continue;
    const box = (one.matches('[type=checkbox], [type=radio]') ? (one.closest('label') ?? one) : one).getBoundingClientRect();
    if (box.width < 43.5 || box.height < 43.5) wrong.push(`${Math.round(box.width)} × ${Math.round(box.height)}: ${name(one)}`);
    if (box.left < -1 || box.right > width + 1) wrong.push(`cut by the edge: ${name(one)}`);
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const top = document.elementFromPoint(x, y);
    // What is scrolled away within its own card comes by scrolling; a picture may lie under a question.
    const away = [...document.querySelectorAll('.card, .photo, .notice, .more, .log')].some((frame) => frame.contains(one) && (y < frame.getBoundingClientRect().top || y > frame.getBoundingClientRect().bottom));
    if (!scrolls && !away && !one.matches('.handle') && top && !one.closest('label')?.contains(top) && !one.contains(top) && !top.contains(one)) wrong.push(`covered: ${name(one)}`);
  }
  for (const one of document.querySelectorAll('main :is(p, h1, h2, li, span), .call :is(p, h1, h2, li, span)')) {
    const { left, right } = one.getBoundingClientRect();
    if (drawn(one) && getComputedStyle(one).clipPath === 'none' && (left < -1 || right > width + 1)) wrong.push(`cut by the edge: ${name(one)}`);
  }
  const filled = [...document.querySelectorAll('.button.primary, .yes')].filter(drawn);
  return [...new Set(wrong), ...(filled.length > 1 ? [`${filled.length} filled buttons: ${filled.map(name).join(', ')}`] : [])];
};

/** Looks whether everything can be read and pressed on a phone, on the narrowest one, and with letters twice as large. */
export async function withinReach(page: Page): Promise<string[]> {
  const before = page.viewportSize() ?? desktop;
  const wrong: string[] = [];
  for (const [size, viewport, letters] of [['360', phone, ''], ['320', { width: 320, height: 568 }, ''], ['200 %', phone, '200%'], ['1280', desktop, '']] as const) {
    await page.setViewportSize(viewport);
    await page.evaluate((fontSize) => void Object.assign(document.documentElement.style, { fontSize }), letters);
    wrong.push(...(await page.evaluate(outOfReach)).map((words) => `${size}: ${words}`));
  }
  await page.evaluate(() => void Object.assign(document.documentElement.style, { fontSize: '' }));
  await page.setViewportSize(before);
  return wrong;
}

/** Presses Tab until the focus stands on what is wanted; fails where it never comes there or is not to be seen. */
export async function tabTo(page: Page, wanted: string): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab');
    const { there, ring } = await page.evaluate((selector) => {
      const focused = document.activeElement;
      const drawn = [focused, focused?.parentElement, focused?.nextElementSibling].filter((one) => one instanceof HTMLElement);
      return {
        there: focused?.matches(selector) ?? false,
        ring: drawn.some((one) => {
          const style = getComputedStyle(one);
          return style.outlineStyle !== 'none' || style.boxShadow !== 'none';
        }),
      };
    }, wanted);
    if (there && !ring) throw new Error(`the focus on ${wanted} is not to be seen`);
    if (there) return;
  }
  throw new Error(`no Tab leads to ${wanted}`);
}
