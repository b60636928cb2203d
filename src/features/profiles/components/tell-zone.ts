import { goto } from '$app/navigation';
import { page } from '$app/state';

/**
 * Asks for the page again in the viewer's own zone where the browser's is another than that of the hours shown (B1).
 * Without a script the hours stay in the specialist's zone, which is named.
 */
export function tellZone(told: string | null, shown: readonly string[]): void {
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (told !== null || !own || shown.every((zone) => zone === own)) return;
  const url = new URL(page.url);
  url.searchParams.set('zona', own);
  void goto(url, { replace: true, scroll: 'manual', focus: 'manual' } as Parameters<typeof goto>[1]);
}
