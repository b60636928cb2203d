/** What the address says of the press before, and which question stands open: neither belongs to the next press. */
const ofThePressBefore = ['panel', 'hecho', 'citas', 'perdidas'];

/**
 * A form's `action` at the very address that is shown, so that whose agenda, which day and which view stay; `parts` are added or
 * replaced. An answer to any other address comes as a new page, scrolled to its beginning.
 */
export function actionHere(shown: { searchParams: Iterable<[string, string]> }, name: string, parts: Record<string, string> = {}): string {
  const kept = [...shown.searchParams].filter(([part]) => !part.startsWith('/') && !ofThePressBefore.includes(part));
  const query = new URLSearchParams(kept);
  for (const [part, value] of Object.entries(parts)) query.set(part, value);
  return `?/${name}${query.size > 0 ? `&${query}` : ''}`;
}
