import type { Page } from 'playwright-core';
import type { Person } from './stage.ts';

/**
 * A page that Svelte goes on with in the browser is there once it listens: a key pressed before is nobody's, a box ticked before
 * may be drawn over. Listening for steps back is the last thing it begins.
 */
export async function waitForScripts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const listen = window.addEventListener.bind(window);
    window.addEventListener = (...[kind, ...rest]: Parameters<typeof listen>) => {
      listen(kind, ...rest);
      if (kind === 'popstate') Object.assign(window, { listens: true });
    };
  });
  const listens = () => page.waitForFunction(() => 'listens' in window || !Object.keys(window).some((name) => name.startsWith('__sveltekit')));
  const { goto, reload } = { goto: page.goto.bind(page), reload: page.reload.bind(page) };
  page.goto = async (...where) => {
    const answer = await goto(...where);
    await listens();
    return answer;
  };
  page.reload = async (...how) => {
    const answer = await reload(...how);
    await listens();
    return answer;
  };
}

/** What a person does before the page's script has come: until the answer is called, no script of Svelte arrives. */
export async function holdScripts({ page }: Person): Promise<() => void> {
  let come = () => {};
  const comes = new Promise<void>((settle) => (come = settle));
  await page.route(/\/_app\/immutable\//, async (route) => {
    if (route.request().resourceType() === 'script') await comes;
    await route.continue();
  });
  return come;
}
/** Goes there without waiting for its script. */
export const hurryTo = async ({ page }: Person, address: string): Promise<void> => {
  const there = page.waitForURL(address, { waitUntil: 'commit' });
  await page.evaluate((to) => location.assign(to), address);
  await there;
};
