import { etagOf, namesEtag } from '#features/api/etag.server.ts';
import { openApiDocument } from '#features/api/openapi.server.ts';
import { localeOf, otherwise } from '../../door.server.ts';
import type { RequestHandler } from './$types';

/** The document itself; examples are filled with what is named here and stay templates where a hold or token is needed. */
export const GET: RequestHandler = (event) => {
  const text = JSON.stringify(openApiDocument(event.locals.world.settings.publicOrigin, localeOf(event), {}));
  const etag = etagOf(text);
  const headers = { etag, 'cache-control': 'no-cache', 'access-control-allow-origin': '*', vary: 'accept-language' };
  if (namesEtag(event.request.headers.get('if-none-match'), etag)) return new Response(null, { status: 304, headers });
  return new Response(text, { headers: { ...headers, 'content-type': 'application/json; charset=utf-8' } });
};
export const fallback = otherwise({ method: 'GET', auth: { kind: 'open' } });
