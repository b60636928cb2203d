import type { LogAsked } from '#features/operator/log/log-line.ts';

/** What an address asks of the access log. */
export function logAsked(query: URLSearchParams): LogAsked {
  const text = (name: string) => (query.get(name) ?? '').slice(0, 60);
  return { words: text('q'), actor: text('quien'), from: text('desde'), until: text('hasta'), before: query.get('antes') };
}
