import { createHash } from 'node:crypto';
import { looksLikeLinkToken } from '#domain/link.ts';
import type { Actor, Role } from '#domain/people.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import { may } from '#domain/permissions.ts';
import { sql } from 'kysely';
import type { World } from '#ports/world.ts';
import { findRoom, stageOf, undoesCompletion, type Room } from './rooms.server.ts';
import { sealSeatCookie } from './seat-cookie.server.ts';

const hour = 3_600_000;

/** What the cookie of a room needs to be set: it lives until the day after the room closed. */
export interface SeatCookie {
  value: string;
  maxAgeSeconds: number;
}

/** Where a press on a link leads. */
export type Destination = { role: 'patient'; cookie: SeatCookie } | { role: 'specialist'; appointmentId: string };

/** Whose link is this? Null for a text that is no link of ours (V1). Changes nothing. */
export async function findAppointmentOfLink(
  world: Pick<World, 'as'>,
  token: string,
): Promise<{ appointmentId: string; role: Role } | null> {
  if (!looksLikeLinkToken(token)) return null;
  const hash = createHash('sha256').update(token).digest();
  return world.as({ kind: 'visitor' }, async (tx) => {
    const { rows } = await sql<{ appointment_id: string; role: Role }>`select appointment_id, role from appointment_of_link(${hash})`.execute(tx);
    const [found] = rows;
    return found ? { appointmentId: found.appointment_id, role: found.role } : null;
  });
}

/**
 * The press on the link page: exchanges the token for a cookie and does nothing else; nobody is told and no seat is
 * taken (V2). Refuses `link-unknown`, `appointment-cancelled`, `room-not-open-yet`, `room-closed`.
 */
export async function exchangeLink(
  world: Pick<World, 'as' | 'clock' | 'vault'>,
  input: { token: string; browserHash: Uint8Array },
): Promise<Result<Destination>> {
  const link = await findAppointmentOfLink(world, input.token);
  if (!link) return refuse('link-unknown');
  const room = await world.as({ kind: 'guest', appointmentId: link.appointmentId }, (tx) => findRoom(tx, link.appointmentId));
  if (!room) return refuse('link-unknown');
  if (link.role === 'specialist') return success({ role: 'specialist', appointmentId: room.id });
  return openDoor(world, room, input.browserHash);
}

/** The same from "mis citas": the signed-in patient's own appointment (F3). */
export async function openOwnRoom(
  world: Pick<World, 'as' | 'clock' | 'vault'>,
  actor: Actor,
  input: { appointmentId: string; browserHash: Uint8Array },
): Promise<Result<Destination>> {
  if (!may(actor, 'enter-own-room')) return refuse('sign-in-first');
  const room = await world.as(actor, (tx) => findRoom(tx, input.appointmentId));
  return room ? openDoor(world, room, input.browserHash) : refuse('not-found');
}

/** The cookie of the patient's room, where it may be entered now. */
export function openDoor(world: Pick<World, 'clock' | 'vault'>, room: Room, browserHash: Uint8Array): Result<Destination> {
  const now = world.clock.now();
  const stage = stageOf(room, now);
  if (stage === 'cancelled') return refuse('appointment-cancelled');
  if (stage === 'before') return refuse('room-not-open-yet');
  if (stage === 'closed' || (stage === 'finished' && !undoesCompletion(room, now))) return refuse('room-closed');
  const until = Math.max(room.ends_at.getTime(), now.getTime()) + 24 * hour;
  const cookie = {
    value: sealSeatCookie(world, room.id, room.link_version, browserHash),
    maxAgeSeconds: Math.ceil((until - now.getTime()) / 1000),
  };
  return success({ role: 'patient', cookie });
}
