import type { Server } from 'socket.io';
import type { ClientEvents, ServerEvents } from '#call/protocol.ts';
import { readBothSides } from '#features/room/rooms.server.ts';
import type { World } from '#ports/world.ts';
import type { ProcessEvents, SocketData } from './socket-identity.ts';

export type RoomServer = Server<ClientEvents, ServerEvents, ProcessEvents, SocketData>;
type Seat = ReturnType<RoomServer['to']>;

/** The name under which the socket of one seat is reached. */
export const seatRoom = (appointmentId: string, role: string) => `seat:${appointmentId}:${role}`;

/** Sends both sides their room; one at a time per room, so that no older state arrives last. */
export function createRoomPush(io: RoomServer, world: World, toSeat: (room: string) => Seat): (appointmentId: string) => Promise<void> {
  const pushing = new Map<string, 'once' | 'again'>();
  return async function pushRoom(appointmentId) {
    if (pushing.has(appointmentId)) {
      pushing.set(appointmentId, 'again');
      return;
    }
    try {
      do {
        pushing.set(appointmentId, 'once');
        const sides = await readBothSides(world, appointmentId);
        if (!sides) return;
        const seats = [seatRoom(appointmentId, 'patient'), seatRoom(appointmentId, 'specialist')] as const;
        toSeat(seats[0]).emit('room', sides.patient);
        toSeat(seats[1]).emit('room', sides.specialist);
        if (sides.patient.stage === 'cancelled') for (const seat of seats) io.in(seat).socketsLeave(seat);
      } while (pushing.get(appointmentId) === 'again');
    } finally {
      pushing.delete(appointmentId);
    }
  };
}
