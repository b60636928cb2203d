import type { IncomingMessage } from 'node:http';
import { enterRoom } from '#features/room/seats.server.ts';
import type { World } from '#ports/world.ts';
import { clientAddress } from '../client-address.ts';
import { connectLimits } from './connect-limits.ts';
import { comesFromUs, identify, type RoomSocket } from './socket-identity.ts';

export interface SocketDoor {
  /** Before anything is read: our own pages alone, and no network that was shut out. */
  admits(request: IncomingMessage): boolean;
  /**
   * Who it is, and whether one more of theirs may open; the word of a refusal otherwise. Who sits down as they arrive does so
   * here, in the transaction that looks whether they may (fault 63).
   */
  letIn(socket: RoomSocket): Promise<'not-allowed' | 'too-many-attempts' | null>;
  /** One that is open now, until it closes. */
  count(socket: RoomSocket): void;
}

/** Refusals of a room that is not theirs at all: no socket hears of it. */
const noRoom: ReadonlySet<string> = new Set(['not-allowed', 'link-unknown']);

/** The door that every socket comes through (quality 41, 43). */
export function socketDoor(world: World): SocketDoor {
  const limits = connectLimits(world);
  const addressOf = (request: IncomingMessage) => clientAddress(request, request.socket.remoteAddress ?? '', world.settings.trustedProxies);
  return {
    admits: (request) => comesFromUs(request.headers, world.settings.publicOrigin) && !limits.isShut(addressOf(request)),
    async letIn(socket) {
      const known = await identify(world, socket);
      if (known && !limits.mayOpen(socket.data.person)) return 'too-many-attempts';
      const { claim, entry } = socket.data;
      const arrival = known && claim && entry ? await enterRoom(world, claim, known.linkVersion) : null;
      if (known && (!arrival || arrival.ok || !noRoom.has(arrival.kind))) {
        socket.data.arrival = arrival;
        return null;
      }
      await limits.countStranger(addressOf(socket.request));
      return 'not-allowed';
    },
    count(socket) {
      limits.came(socket.data.person);
      socket.on('disconnect', () => limits.left(socket.data.person));
    },
  };
}
