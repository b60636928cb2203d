import type { Bundle, Resource } from './r4.ts';
import { outcomeBody } from './outcome.server.ts';

type Issue = Parameters<typeof outcomeBody>[0];

/** A refusal as FHIR answers it. */
export interface Refused {
  status: 400 | 401 | 403 | 404 | 405 | 406 | 429 | 500 | 503;
  code: Issue;
  words: string;
  headers?: Record<string, string>;
}

export const fhirType = 'application/fhir+json; charset=utf-8';

export function refusedResponse({ status, code, words, headers = {} }: Refused): Response {
  return new Response(JSON.stringify(outcomeBody(code, words)), { status, headers: { 'content-type': fhirType, 'cache-control': 'no-store', ...headers } });
}

/** A page of what was found, with the way to the next. `next` is the value of `_page`. */
export function searchBundle(url: URL, origin: string, found: Resource[], next: string | null, total?: number): Bundle {
  const address = (page: string | null) => {
    const params = new URLSearchParams(url.searchParams);
    if (page) params.set('_page', page);
    const text = params.toString();
    return `${origin}${url.pathname}${text ? `?${text}` : ''}`;
  };
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    ...(total === undefined ? {} : { total }),
    link: [{ relation: 'self' as const, url: address(null) }, ...(next ? [{ relation: 'next' as const, url: address(next) }] : [])],
    ...(found.length > 0
      ? { entry: found.map((resource) => ({ fullUrl: `${origin}/fhir/${resource.resourceType}/${resource.id}`, resource, search: { mode: 'match' as const } })) }
      : {}),
  };
}

/** Whether a client takes JSON: FHIR's own type, plain JSON, or anything. */
export function takesJson(accept: string | null): boolean {
  return accept === null || accept.trim() === '' || /(\*\/\*|application\/\*|application\/(fhir\+)?json|text\/html)/i.test(accept);
}
