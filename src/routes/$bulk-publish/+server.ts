import { etagOf, namesEtag } from '#features/api/etag.server.ts';
import { readManifest } from '#features/fhir/bulk.server.ts';
import { readingOnly, whileOpen } from '../fhir/door.server.ts';
import type { RequestHandler } from './$types';

/** Where other appointment finders begin (SMART Scheduling Links); made from what a due task has prepared. */
export const GET: RequestHandler = (event) =>
  whileOpen(event, async () => {
    const text = JSON.stringify(await readManifest(event.locals.world));
    const etag = etagOf(text);
    const headers = { etag, 'cache-control': 'no-cache', 'access-control-allow-origin': '*' };
    if (namesEtag(event.request.headers.get('if-none-match'), etag)) return new Response(null, { status: 304, headers });
    return new Response(text, { headers: { ...headers, 'content-type': 'application/json; charset=utf-8' } });
  });
export const fallback: RequestHandler = readingOnly;
