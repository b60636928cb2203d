import { mayCallBack } from '#domain/call-back.ts';
import type { Tx, World } from '#ports/world.ts';
import { findRoom, isPresent, stageOf, type Room } from '../rooms.server.ts';

type Rooms = Pick<World, 'announce'>;

/** Calls whoever asked for it and is not here, unless they were called just now or three times; whether it did (V3). */
export async function callWithin(world: Rooms, tx: Tx, room: Room, now: Date): Promise<boolean> {
  const question = { askedAt: room.call_asked_at, calledAt: room.called_at, calls: room.calls ?? 0, present: isPresent(room, 'patient'), now };
  if (stageOf(room, now) !== 'open' || !mayCallBack(question)) return false;
  await tx
    .updateTable('seats')
    .set((eb) => ({ called_at: now, calls: eb('calls', '+', 1) }))
    .where('appointment_id', '=', room.id)
    .where('role', '=', 'patient')
    .execute();
  await world.announce(tx, { type: 'patient-called', appointmentId: room.id });
  await world.announce(tx, { type: 'room-changed', appointmentId: room.id });
  return true;
}

/** Whoever is next with this specialist and asked for it is told that it is their turn (V3). */
export async function callNext(world: Rooms, tx: Tx, specialistId: string, now: Date): Promise<void> {
  const next = await tx
    .selectFrom('seats as s')
    .innerJoin('appointments as a', 'a.id', 's.appointment_id')
    .select('a.id')
    .where('a.specialist_id', '=', specialistId)
    .where('a.status', '=', 'booked')
    .where('s.role', '=', 'patient')
    .where('s.call_asked_at', 'is not', null)
    .orderBy('a.starts_at')
    .executeTakeFirst();
  const room = next && (await findRoom(tx, next.id));
  if (room) await callWithin(world, tx, room, now);
}
