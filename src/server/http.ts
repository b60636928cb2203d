import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { World } from '#ports/world.ts';
import type { Desk } from '#rehearsal/desk.ts';
import { clientAddress } from './client-address.ts';
import { answerAtMachineDoor } from './doors/machine-doors.ts';

/** A request as the pages see it: the world travels with it. */
export type WorldRequest = IncomingMessage & { world?: World; desk?: Desk | null };
export type PageHandler = (request: WorldRequest, response: ServerResponse) => void;
/** Paths that are answered before the pages: health, metrics, webhooks. Returns whether it answered. */
export type EarlyHandler = (request: WorldRequest, response: ServerResponse) => Promise<boolean>;

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
export function answerRequests(server: Server, parts: { world: World; desk: Desk | null; pages: PageHandler; early: EarlyHandler }): void {
  const { world, desk, pages, early } = parts;
  const { trustedProxies } = world.settings;
  const origin = new URL(world.settings.publicOrigin);
  server.removeAllListeners('request');
  server.headersTimeout = 20_000;
  server.requestTimeout = 60_000;
  server.keepAliveTimeout = 65_000;
  server.on('request', (request: WorldRequest, response) => {
    request.headers[originHeaders.protocol] = origin.protocol.slice(0, -1);
    request.headers[originHeaders.host] = origin.host;
    request.headers[originHeaders.address] = clientAddress(request, request.socket.remoteAddress ?? '', trustedProxies);
    request.world = world;
    request.desk = desk;
    // Files of the build never reach the pages' own headers.
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('cross-origin-resource-policy', 'same-origin');
    if (answerAtMachineDoor(request, response, origin.origin)) return;
    early(request, response).then(
      (answered) => {
        if (!answered) pages(request, response);
      },
      (error: unknown) => {
        world.log.error({ error: error instanceof Error ? error.message : 'unknown' }, 'request failed');
        if (!response.headersSent) response.writeHead(503, { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '5' });
        response.end('No disponible ahora. Vuelve a intentarlo en unos segundos.\n');
      },
    );
  });
}

/** Reads a body of at most `limit` bytes; null when it is longer. */
export async function readBody(request: IncomingMessage, limit: number): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
