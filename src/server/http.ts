import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { World } from '#ports/world.ts';

/** A request as the pages see it: the world travels with it. */
export type WorldRequest = IncomingMessage & { world?: World };
export type PageHandler = (request: WorldRequest, response: ServerResponse) => void;
/** Paths that are answered before the pages: health, metrics, webhooks. Returns whether it answered. */
export type EarlyHandler = (request: WorldRequest, response: ServerResponse) => Promise<boolean>;

/** Names that no client may set: the pages' origin comes from the configuration alone. */
export const originHeaders = { protocol: 'x-vc-protocol', host: 'x-vc-host' } as const;

/**
 * The http server around the pages. The origin is the configured one, whatever the client's headers say; a client's
 * own forwarding headers are dropped (quality 39).
 */
export function createHttpServer(world: World, pages: PageHandler, early: EarlyHandler): Server {
  const origin = new URL(world.settings.publicOrigin);
  const server = createServer({ keepAliveTimeout: 65_000, headersTimeout: 20_000, requestTimeout: 60_000 }, (request: WorldRequest, response) => {
    request.headers[originHeaders.protocol] = origin.protocol.slice(0, -1);
    request.headers[originHeaders.host] = origin.host;
    request.world = world;
    early(request, response).then(
      (answered) => {
        if (!answered) pages(request, response);
      },
      (error: unknown) => {
        world.log.error({ path: request.url?.split('?')[0]?.split('/')[1] ?? '', error: error instanceof Error ? error.message : 'unknown' }, 'request failed');
        if (!response.headersSent) response.writeHead(503, { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '5' });
        response.end('No disponible ahora. Vuelve a intentarlo en unos segundos.\n');
      },
    );
  });
  return server;
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
