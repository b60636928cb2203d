import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';

const squeeze = promisify(brotliCompress);
const worthIt = 1024;

export function takesBrotli(request: Request): boolean {
  return /\bbr\b/.test(request.headers.get('accept-encoding') ?? '');
}

/**
 * A page or its data as brotli where the browser takes it (S5, S6); files of the build are compressed beforehand.
 * No page holds a secret beside what a stranger may put into it, so its size tells nobody anything.
 */
export async function compressed(request: Request, response: Response): Promise<Response> {
  const type = response.headers.get('content-type') ?? '';
  if (!takesBrotli(request) || !response.body || response.headers.has('content-encoding') || !/^(text\/html|application\/(json|fhir\+json|problem\+json))/.test(type)) return response;
  const plain = Buffer.from(await response.arrayBuffer());
  const headers = new Headers(response.headers);
  headers.append('vary', 'accept-encoding');
  if (plain.length < worthIt) return new Response(plain, { status: response.status, statusText: response.statusText, headers });
  const body = await squeeze(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
  // Another representation, another validator (RFC 9110 §8.8.3.3); both name the same version to us.
  const etag = headers.get('etag');
  if (etag) headers.set('etag', etag.replace(/"$/, '-br"'));
  headers.set('content-encoding', 'br');
  headers.set('content-length', String(body.length));
  return new Response(body, { status: response.status, statusText: response.statusText, headers });
}
