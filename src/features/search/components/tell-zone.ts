import { goto } from '$app/navigation';

/**
 * Asks for the page again in the viewer's own zone where the browser's is another than that of the hours shown (B1).
 * Without a script the hours stay in the specialist's zone, which is named.
 */
export function tellZone(told: string | null, shown: readonly string[]): void {
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const url = new URL(location.href);
  if (told !== null || !own || url.searchParams.has('zona') || shown.every((zone) => zone === own)) return;
  url.searchParams.set('zona', own);
  void goto(url, { replace: true, reset: false });
}
