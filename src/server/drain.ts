import type { Server } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';

/** Idle connections stay so long: a request may be on its way over one of them. */
const idleMs = 1500;
/** Whatever still runs then is cut. */
const mostMs = 7000;
const lookMs = 50;

/**
 * Follows the connections of a server from its start on. The answer drains it: no new connections, every request that
 * comes over those there are is answered and closes its connection; settles when none is left (quality 92).
 */
export function drainable(server: Server): () => Promise<void> {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  // Sockets of open pages have no request to end; they are told when the sockets close.
  server.on('upgrade', (_request, socket) => open.delete(socket as Socket));

  return async () => {
    server.prependListener('request', (_request, response) => void response.setHeader('connection', 'close'));
    // The http server's own close cuts idle connections at once, and with them a request that is on its way.
    NetServer.prototype.close.call(server);
    for (let waited = 0; open.size > 0 && waited < mostMs; waited += lookMs) {
      if (waited >= idleMs) server.closeIdleConnections();
      await new Promise((settle) => setTimeout(settle, lookMs));
    }
    server.closeAllConnections();
  };
}
