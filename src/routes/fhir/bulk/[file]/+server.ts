import { namesEtag } from '#features/api/etag.server.ts';
import { problemTitle } from '#features/api/problems.server.ts';
import { refusedResponse } from '#features/fhir/answer.server.ts';
import { readPublishedFile } from '#features/fhir/bulk.server.ts';
import { localeOf } from '../../../api/door.server.ts';
import { readingOnly, whileOpen } from '../../door.server.ts';
import type { RequestHandler } from './$types';

/** One file of the publication, as it was prepared. */
export const GET: RequestHandler = (event) => whileOpen(event, () => fileOf(event));

async function fileOf(event: Parameters<RequestHandler>[0]): Promise<Response> {
  const { locals, params, request } = event;
  const file = await readPublishedFile(locals.world, params.file, request.headers.get('accept-encoding') ?? '');
  if (!file) return refusedResponse({ status: 404, code: 'not-found', words: problemTitle('not-found', localeOf(event)) });
  const headers = {
    etag: file.etag,
    'last-modified': file.madeAt.toUTCString(),
    'cache-control': 'no-cache',
    'access-control-allow-origin': '*',
    vary: 'accept-encoding',
    ...(file.encoding ? { 'content-encoding': file.encoding } : {}),
  };
  if (namesEtag(request.headers.get('if-none-match'), file.etag.replace(/-(br|gzip)"$/, '"'))) return new Response(null, { status: 304, headers });
  return new Response(file.body as Uint8Array<ArrayBuffer>, { headers: { ...headers, 'content-type': 'application/fhir+ndjson', 'content-length': String(file.body.length) } });
}
export const fallback: RequestHandler = readingOnly;
