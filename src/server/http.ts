import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { World } from '#ports/world.ts';
import type { Desk } from '#rehearsal/desk.ts';
import { clientAddress } from './client-address.ts';
import type { Crowd } from './guard/crowd.ts';
import { answerAtMachineDoor } from './doors/machine-doors.ts';
import { workerPolicy } from './doors/worker-policy.ts';

/** A request as the pages see it: the world travels with it. */
export type WorldRequest = IncomingMessage & { world?: World; desk?: Desk | null };
export type PageHandler = (request: WorldRequest, response: ServerResponse) => void;
/** Paths that are answered before the pages: health, metrics, webhooks. Returns whether it answered. */
export type EarlyHandler = (request: WorldRequest, response: ServerResponse) => Promise<boolean>;

/** A drawing opened by itself keeps its colours; nothing else of such an answer does anything. */
const everywhere = {
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
};

/** Names that no client may set: the pages' origin comes from the configuration alone. */
export const originHeaders = { protocol: 'x-vc-protocol', host: 'x-vc-host', address: 'x-vc-address' } as const;

/** Until the pages are there: a person who is early gets an answer instead of a page that never comes. */
export function answerWhileStarting(server: Server): void {
  server.on('request', (request, response) => {
    const alive = request.url === '/healthz';
    response.writeHead(alive ? 200 : 503, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', ...(alive ? {} : { 'retry-after': '2', refresh: '2' }) });
    response.end(alive ? 'ok\n' : 'Arrancando. Vuelve a intentarlo en unos segundos.\n');
  });
}

/**
 * Answers the server's requests. The origin is the configured one, whatever the client's headers say (quality 39).
 */
export function answerRequests(server: Server, parts: { world: World; crowd: Crowd; desk: Desk | null; pages: PageHandler; early: EarlyHandler }): void {
  const { world, crowd, desk, pages, early } = parts;
  const { trustedProxies } = world.settings;
  const origin = new URL(world.settings.publicOrigin);
  server.removeAllListeners('request');
  server.headersTimeout = 20_000;
  server.requestTimeout = 60_000;
  server.keepAliveTimeout = 65_000;
  server.on('request', (request: WorldRequest, response) => {
    crowd.watch(request, response);
    request.headers[originHeaders.protocol] = origin.protocol.slice(0, -1);
    request.headers[originHeaders.host] = origin.host;
    request.headers[originHeaders.address] = clientAddress(request, request.socket.remoteAddress ?? '', trustedProxies);
    request.world = world;
    request.desk = desk;
    // Files of the build and the doors of machines never reach the pages' own headers; a page's own replace these.
    for (const [name, value] of Object.entries(everywhere)) response.setHeader(name, value);
    const forWorker = workerPolicy(request.url ?? '');
    if (forWorker) response.setHeader('content-security-policy', forWorker);
    if (origin.protocol === 'https:') response.setHeader('strict-transport-security', 'max-age=31536000; includeSubDomains');
    keepPolicyOfKnown(response);
    if (answerAtMachineDoor(request, response, origin.origin)) return;
    early(request, response)
      .then((answered) => {
        if (!answered) pages(request, response);
      })
      .catch((error: unknown) => {
        // Who hung up in the middle of a body is no fault of ours.
        if (request.destroyed && !request.complete) return;
        world.log.error({ error: error instanceof Error ? error.message : 'unknown' }, 'request failed');
        if (!response.headersSent) response.writeHead(503, { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '5' });
        response.end('No disponible ahora. Vuelve a intentarlo en unos segundos.\n');
      });
  });
}

/** «Not modified» changes nothing: a policy told with it would take the place of the kept page's own, and stop its scripts. */
function keepPolicyOfKnown(response: ServerResponse): void {
  const write = response.writeHead;
  response.writeHead = function (this: ServerResponse, status: number, ...rest: unknown[]) {
    if (status === 304) this.removeHeader('content-security-policy');
    return (write as (...all: unknown[]) => ServerResponse).call(this, status, ...rest);
  } as typeof write;
}

/** Reads a body of at most `limit` bytes; null when it is longer, whose answer must close the connection (`tooLarge`). */
export async function readBody(request: IncomingMessage, limit: number): Promise<string | null> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return null;
  const chunks: Buffer[] = [];
  let size = 0;
  // Without destroying it: an answer must still go back over the line.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Says that a body is too large, and reads no more of it: a line that stayed open would wait for the rest for a minute. */
export function tooLarge(response: ServerResponse): true {
  response.writeHead(413, { 'cache-control': 'no-store', 'x-robots-tag': 'noindex', connection: 'close' }).end();
  return true;
}
