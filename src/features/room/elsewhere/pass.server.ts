import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Actor, Role } from '#domain/people.ts';
import { PASS_MINUTES } from '#domain/seat.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import type { World } from '#ports/world.ts';
import { openDoor, type Destination } from '../links.server.ts';
import { findRoom, seatOf, type Claim } from '../rooms.server.ts';
import { mayStandHere } from '../seats.server.ts';
import { moveSeatWithin } from './move.server.ts';

type Rooms = Pick<World, 'as' | 'clock' | 'ids' | 'vault' | 'announce'>;
const hashOf = (token: string) => createHash('sha256').update(token).digest();
const looksLikePass = (token: string) => /^[A-Za-z0-9_-]{24}$/.test(token);

/** What the QR code of a seat carries. */
export interface SeatPass {
  path: string;
  /** ISO 8601. */
  expiresAt: string;
}

/**
 * Makes the token that moves this seat to the device that scans it (V5): 144 bits, once, for three minutes, kept as a
 * hash; a new one takes the place of the last. Refuses `not-allowed` to whoever does not hold the seat.
 */
export async function makePass(world: Rooms, claim: Claim): Promise<Result<SeatPass>> {
  const now = world.clock.now();
  const token = world.ids.secret(18);
  const expires_at = new Date(now.getTime() + PASS_MINUTES * 60_000);
  return world.as(claim.actor, async (tx): Promise<Result<SeatPass>> => {
    const room = await findRoom(tx, claim.appointmentId);
    if (!room || !mayStandHere(room, claim) || seatOf(room, claim) !== 'mine') return refuse('not-allowed');
    const fresh = { token_hash: hashOf(token), created_at: now, expires_at };
    await tx
      .insertInto('seat_passes')
      .values({ appointment_id: room.id, role: claim.role, ...fresh })
      .onConflict((conflict) => conflict.columns(['appointment_id', 'role']).doUpdateSet(fresh))
      .execute();
    return success({ path: `/sala/pase/${token}`, expiresAt: expires_at.toISOString() });
  });
}

/** Whose seat a scanned code is for; null for one that is over, used or never was. Changes nothing (V2). */
export async function findPass(world: Pick<World, 'as' | 'clock'>, token: string): Promise<{ appointmentId: string; role: Role } | null> {
  if (!looksLikePass(token)) return null;
  return world.as({ kind: 'visitor' }, async (tx) => {
    const { rows } = await sql<{ appointment_id: string; role: Role }>`select appointment_id, role from seat_of_pass(${hashOf(token)}, ${world.clock.now()})`.execute(tx);
    const [found] = rows;
    return found ? { appointmentId: found.appointment_id, role: found.role } : null;
  });
}

/**
 * The press on the scanning device: the seat is this browser's, the code is used up. The specialist's needs their own
 * sign-in besides. Refuses `link-unknown`, `sign-in-first`, `not-allowed`, `room-closed`.
 */
export async function usePass(world: Rooms, actor: Actor, input: { token: string; browserHash: Uint8Array }): Promise<Result<Destination>> {
  const found = await findPass(world, input.token);
  if (!found) return refuse('link-unknown');
  const { appointmentId, role } = found;
  if (role === 'specialist' && actor.kind === 'visitor') return refuse('sign-in-first');
  const standing: Actor = role === 'patient' ? { kind: 'guest', appointmentId } : actor;
  const claim: Claim = { appointmentId, role, browserHash: input.browserHash, actor: standing };
  return world.as(standing, async (tx): Promise<Result<Destination>> => {
    const room = await findRoom(tx, appointmentId);
    if (!room || !mayStandHere(room, claim)) return refuse('not-allowed');
    const used = await tx.deleteFrom('seat_passes').where('token_hash', '=', hashOf(input.token)).executeTakeFirst();
    if (used.numDeletedRows === 0n) return refuse('link-unknown');
    const moved = await moveSeatWithin(world, tx, claim);
    if (!moved.ok) return moved;
    return role === 'specialist' ? success({ role, appointmentId }) : openDoor(world, room, input.browserHash);
  });
}
