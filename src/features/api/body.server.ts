import type { ProblemKind } from './problems.server.ts';

/** No body of this API is larger. */
export const largestBody = 64 * 1024;

/** The JSON of a request, at most 64 kB; what is none, or too much, by its problem. An empty body is `undefined`. */
export async function readJson(request: Request): Promise<{ ok: true; value: unknown; text: string } | { ok: false; kind: ProblemKind }> {
  if (Number(request.headers.get('content-length') ?? 0) > largestBody) return { ok: false, kind: 'too-large' };
  const bytes = await readAtMost(request, largestBody);
  if (!bytes) return { ok: false, kind: 'too-large' };
  if (bytes.length === 0) return { ok: true, value: undefined, text: '' };
  if (!/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(request.headers.get('content-type') ?? '')) return { ok: false, kind: 'not-json' };
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { ok: true, value: JSON.parse(text) as unknown, text };
  } catch {
    return { ok: false, kind: 'invalid-input' };
  }
}

async function readAtMost(request: Request, limit: number): Promise<Uint8Array | null> {
  if (!request.body) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > limit) return null;
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
