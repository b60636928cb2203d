import { nextStatus } from '#domain/booking.ts';
import type { Actor } from '#domain/people.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import { may } from '#domain/permissions.ts';
import type { World } from '#ports/world.ts';
import { callNext } from './waiting/call.server.ts';
import { isPresent, stageOf, undoesCompletion, type Claim } from './rooms.server.ts';
import { note, withSeat } from './seats.server.ts';

type Rooms = Pick<World, 'ahead' | 'as' | 'clock' | 'ids' | 'announce'>;

/**
 * "Dar paso": from here on both are seen and heard, and the appointment is in progress (V4, B10).
 * Refuses `not-allowed` to anybody but the specialist who holds the seat, `try-again-later` while no patient is there.
 */
export async function admit(world: Rooms, claim: Claim): Promise<Result<null>> {
  if (claim.role !== 'specialist') return refuse('not-allowed');
  return withSeat(world, claim, async (tx, room, now) => {
    const stage = stageOf(room, now);
    if (stage === 'in_call') return success(null);
    if (stage !== 'open' && stage !== 'hung_up') return refuse('room-closed');
    if (!isPresent(room, 'patient')) return refuse('try-again-later');
    const status = room.status === 'in_progress' ? room.status : nextStatus(room.status, 'admit');
    if (!status) return refuse('room-closed');
    await tx.updateTable('appointments').set({ status, admitted_at: now, last_hangup_at: null }).where('id', '=', room.id).execute();
    await note(world, tx, claim, 'admitted', now);
    return success(null);
  });
}

/** "Terminar": hangs up and nothing else; the room stays open for coming back (B10, V14). */
export async function hangUp(world: Rooms, claim: Claim): Promise<Result<null>> {
  return withSeat(world, claim, async (tx, room, now) => {
    if (stageOf(room, now) !== 'in_call') return success(null);
    await tx.updateTable('appointments').set({ last_hangup_at: now }).where('id', '=', room.id).execute();
    await note(world, tx, claim, 'hung_up', now);
    return success(null);
  });
}

/**
 * "No coinciden": the words of the two sides differ, so somebody may sit in between. Ends the call for both and keeps
 * that it happened, never the words (V7, quality 53). Either side may say so, during a call alone.
 */
export async function mistrust(world: Rooms, claim: Claim): Promise<Result<null>> {
  return withSeat(world, claim, async (tx, room, now) => {
    if (stageOf(room, now) !== 'in_call') return refuse('not-allowed');
    await tx.updateTable('appointments').set({ last_hangup_at: now }).where('id', '=', room.id).execute();
    await note(world, tx, claim, 'words_differ', now);
    return success(null);
  });
}

/** "Volver a la llamada": undoes a hang-up, and the completion that followed from it (B10, V14). */
export async function comeBack(world: Rooms, claim: Claim): Promise<Result<null>> {
  return withSeat(world, claim, async (tx, room, now) => {
    const stage = stageOf(room, now);
    if (stage === 'in_call') return success(null);
    const undone = undoesCompletion(room, now) ? nextStatus(room.status, 'undo_completion') : null;
    if (stage !== 'hung_up' && !undone) return refuse('room-closed');
    await tx
      .updateTable('appointments')
      .set({ last_hangup_at: null, ...(undone ? { status: undone, completed_at: null, outcome: null } : {}) })
      .where('id', '=', room.id)
      .execute();
    return success(null);
  });
}

/** "Consulta terminada": over for both at once; it took place (B10). The specialist alone says so. */
export async function finish(world: Rooms, claim: Claim): Promise<Result<null>> {
  if (claim.role !== 'specialist') return refuse('not-allowed');
  return withSeat(world, claim, async (tx, room, now) => {
    if (room.status === 'completed') return success(null);
    const status = room.status === 'in_progress' ? nextStatus(room.status, 'complete') : null;
    if (!status) return refuse('room-closed');
    await tx
      .updateTable('appointments')
      .set({ status, completed_at: now, outcome: 'took_place', last_hangup_at: room.last_hangup_at ?? now })
      .where('id', '=', room.id)
      .execute();
    await note(world, tx, claim, 'finished', now);
    await world.announce(tx, { type: 'appointment-completed', appointmentId: room.id });
    await callNext(world, tx, room.specialist_id, now);
    return success(null);
  });
}

/** "Ocultar mi dirección": from then on both sides go through the relay, so that neither learns the other's (V6). */
export async function hideAddress(world: Rooms, claim: Claim, input: { hidden: boolean }): Promise<Result<null>> {
  return withSeat(world, claim, async (tx, room) => {
    await tx.updateTable('seats').set({ hides_address: input.hidden }).where('appointment_id', '=', room.id).where('role', '=', claim.role).execute();
    return success(null);
  });
}

/** "Voy con 10 minutos de retraso": shown in the waiting room at once; zero takes it back (V3). Assistants may too. */
export async function announceDelay(world: Rooms, actor: Actor, input: { appointmentId: string; minutes: number }): Promise<Result<null>> {
  if (!may(actor, 'keep-agenda')) return refuse('not-allowed');
  return world.as(actor, async (tx): Promise<Result<null>> => {
    const changed = await tx
      .updateTable('appointments')
      .set({ delay_minutes: input.minutes > 0 ? input.minutes : null })
      .where('id', '=', input.appointmentId)
      .where('modality', '=', 'video')
      .where('status', 'in', ['booked', 'in_progress'])
      .where('specialist_id', 'in', [...actor.specialistIds])
      .executeTakeFirst();
    if (changed.numUpdatedRows === 0n) return refuse('not-found');
    await world.announce(tx, { type: 'room-changed', appointmentId: input.appointmentId });
    return success(null);
  });
}
