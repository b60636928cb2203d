import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';

const folder = resolve(import.meta.dirname, '../../test-results');

/** Keeps what the page shows, whole, under test-results/: `09-time-off-plan-desktop.png`, and the same in the dark. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const size = (page.viewportSize()?.width ?? 0) < 600 ? 'phone' : 'desktop';
  for (const [scheme, ending] of [['light', ''], ['dark', '-dark']] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.screenshot({ path: join(folder, `${name}-${size}${ending}.png`), fullPage: true });
  }
  await page.emulateMedia({ colorScheme: 'light' });
}
