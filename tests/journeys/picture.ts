import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** Where pictures go, to be looked at: `PICTURES=folder`. Nothing is drawn where it is not said. */
export const pictures = process.env['PICTURES'];

/** Keeps what the page shows, whole: `09-time-off-plan-desktop.png`, and the same in the dark. */
export async function picture(page: Page, name: string): Promise<void> {
  if (!pictures) return;
  mkdirSync(pictures, { recursive: true });
  const size = (page.viewportSize()?.width ?? 0) < 600 ? 'phone' : 'desktop';
  for (const [scheme, ending] of [['light', ''], ['dark', '-dark']] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.screenshot({ path: join(pictures, `${name}-${size}${ending}.png`), fullPage: true });
  }
  await page.emulateMedia({ colorScheme: 'light' });
}
