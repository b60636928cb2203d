import type { Server } from 'socket.io';
import type { ClientEvents, ServerEvents } from '#call/protocol.ts';
import { readBothSides } from '#features/room/rooms.server.ts';
import type { World } from '#ports/world.ts';
import type { LiveTurns } from './live-turns.ts';
import type { ProcessEvents, SocketData } from './socket-identity.ts';

export type RoomServer = Server<ClientEvents, ServerEvents, ProcessEvents, SocketData>;
type Seat = ReturnType<RoomServer['to']>;

/** The name under which the socket of one seat is reached. */
export const seatRoom = (appointmentId: string, role: string) => `seat:${appointmentId}:${role}`;

/**
 * Sends both sides their room; one at a time per room, so that no older state arrives last, and in turn, so that whoever
 * sits down does not wait for those who look on (fault 63).
 */
export function createRoomPush(io: RoomServer, world: World, turns: LiveTurns, toSeat: (room: string) => Seat): (appointmentId: string) => Promise<void> {
  const pushing = new Map<string, 'waiting' | 'reading' | 'again'>();
  return async function pushRoom(appointmentId) {
    if (pushing.get(appointmentId) === 'reading') pushing.set(appointmentId, 'again');
    if (pushing.has(appointmentId)) return;
    pushing.set(appointmentId, 'waiting');
    await turns.during('looks on', () => push(appointmentId));
  };

  async function push(appointmentId: string) {
    try {
      do {
        pushing.set(appointmentId, 'reading');
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
  }
}
