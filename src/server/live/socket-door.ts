import type { IncomingMessage } from 'node:http';
import type { World } from '#ports/world.ts';
import { clientAddress } from '../client-address.ts';
import { connectLimits } from './connect-limits.ts';
import { comesFromUs, identify, type RoomSocket } from './socket-identity.ts';

export interface SocketDoor {
  /** Before anything is read: our own pages alone, and no network that was shut out. */
  admits(request: IncomingMessage): boolean;
  /** Who it is, and whether one more of theirs may open; the word of a refusal otherwise. */
  letIn(socket: RoomSocket): Promise<'not-allowed' | 'too-many-attempts' | null>;
  /** One that is open now, until it closes. */
  count(socket: RoomSocket): void;
}

/** The door that every socket comes through (quality 41, 43). */
export function socketDoor(world: World): SocketDoor {
  const limits = connectLimits(world);
  const addressOf = (request: IncomingMessage) => clientAddress(request, request.socket.remoteAddress ?? '', world.settings.trustedProxies);
  return {
    admits: (request) => comesFromUs(request.headers, world.settings.publicOrigin) && !limits.isShut(addressOf(request)),
    async letIn(socket) {
      if (await identify(world, socket)) return limits.mayOpen(socket.data.person) ? null : 'too-many-attempts';
      await limits.countStranger(addressOf(socket.request));
      return 'not-allowed';
    },
    count(socket) {
      limits.came(socket.data.person);
      socket.on('disconnect', () => limits.left(socket.data.person));
    },
  };
}
