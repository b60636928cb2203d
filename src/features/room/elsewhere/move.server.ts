import { mayEnterRoom } from '#domain/room-access.ts';
import { afterSeatEvent } from '#domain/seat.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import type { Tx, World } from '#ports/world.ts';
import { findRoom, holderOf, stageOf, undoesCompletion, type Claim, type Room } from '../rooms.server.ts';
import { mayStandHere, note } from '../seats.server.ts';

type Rooms = Pick<World, 'as' | 'clock' | 'ids' | 'announce'>;

/**
 * "Continuar aquí": gives the seat to this browser, which has just shown (code or QR) that it is the same person's (V5).
 * The device that had it is told and goes dark; admission and the other side stay as they are. Refuses `not-allowed`
 * (an assistant always), `link-unknown`, `room-closed`.
 */
export async function moveSeat(world: Rooms, claim: Claim): Promise<Result<null>> {
  return world.as(claim.actor, (tx) => moveSeatWithin(world, tx, claim));
}

/** `moveSeat` within a transaction that has looked at something else before. */
export async function moveSeatWithin(world: Rooms, tx: Tx, claim: Claim): Promise<Result<null>> {
  const now = world.clock.now();
  await tx.selectFrom('appointments').select('id').where('id', '=', claim.appointmentId).forUpdate().execute();
  const room = await findRoom(tx, claim.appointmentId);
  if (!room) return refuse('link-unknown');
  if (!mayStandHere(room, claim)) return refuse('not-allowed');
  if (!isOpen(room, claim, now)) return refuse('room-closed');
  const holder = holderOf(room, claim.role);
  const named = (hash: Uint8Array) => Buffer.from(hash).toString('hex');
  const { answer } = afterSeatEvent({ holder: holder && named(holder), present: false }, { type: 'proved', browser: named(claim.browserHash) });
  if (answer !== 'moved') return success(null);
  const browser_hash = Buffer.from(claim.browserHash);
  await tx
    .insertInto('seats')
    .values({ appointment_id: room.id, role: claim.role, browser_hash, taken_at: now })
    .onConflict((conflict) => conflict.columns(['appointment_id', 'role']).doUpdateSet({ browser_hash, present_until: null, devices: null }))
    .execute();
  if (holder) {
    await note(world, tx, claim, 'moved', now);
    await world.announce(tx, { type: 'seat-moved', appointmentId: room.id, role: claim.role });
  }
  await world.announce(tx, { type: 'room-changed', appointmentId: room.id });
  return success(null);
}

/** Whether its holder might come in now; whose seat it is does not matter here. */
function isOpen(room: Room, claim: Claim, now: Date): boolean {
  const { role } = claim;
  const answer = mayEnterRoom({
    role,
    status: room.status,
    modality: room.modality,
    startsAt: room.starts_at,
    endsAt: room.ends_at,
    now,
    seat: 'mine',
    actorIsAssistant: false,
    callRunning: stageOf(room, now) === 'in_call',
    completionCanBeUndone: undoesCompletion(room, now),
  });
  return answer.kind === 'enter';
}
