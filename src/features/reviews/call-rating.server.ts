import type { Actor, Role } from '#domain/people.ts';
import { may } from '#domain/permissions.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import { isRating, mayRateCall, type CallTrouble } from '#domain/reviews.ts';
import type { Tx, World } from '#ports/world.ts';
import { troubleMaxLength } from './limits.ts';

export interface CallRating {
  appointmentId: string;
  /** 1–5; how the technique worked, never how the specialist was. */
  rating: number;
  troubles?: readonly CallTrouble[];
  trouble: string;
}

/** Whose side somebody rates; null where they have none in a call. */
function sideOf(actor: Actor): Role | null {
  if (may(actor, 'review')) return 'patient';
  return may(actor, 'attend') ? 'specialist' : null;
}

/**
 * Keeps how a call went for one of its sides, once, apart from reviews and stars (R2). Refuses `not-allowed`,
 * `invalid-input` with fields, `not-found`, `did-not-take-place` (no call was begun), `already-reviewed`.
 */
export async function rateCall(world: Pick<World, 'as' | 'clock'>, actor: Actor, input: CallRating): Promise<Result<null>> {
  const role = sideOf(actor);
  if (!role) return refuse('not-allowed');
  if (!isRating(input.rating)) return refuse('invalid-input', { estrellas: 'stars-missing' });
  if (input.trouble.length > troubleMaxLength) return refuse('invalid-input', { texto: 'text-too-long' });
  return world.as(actor, async (tx) => {
    const may = await mayRate(tx, input.appointmentId, role);
    if (!may) return refuse('not-found');
    if (!may.ok) return may;
    const kept = await tx
      .insertInto('technical_ratings')
      .values({ appointment_id: input.appointmentId, role, rating: input.rating, troubles: [...new Set(input.troubles)], trouble: input.trouble, created_at: world.clock.now() })
      .onConflict((conflict) => conflict.columns(['appointment_id', 'role']).doNothing())
      .returning('appointment_id')
      .executeTakeFirst();
    return kept ? success(null) : refuse('already-reviewed');
  });
}

/** Whether this side can say now how the call went. */
export async function mayRateCallNow(world: Pick<World, 'as'>, actor: Actor, appointmentId: string): Promise<boolean> {
  const role = sideOf(actor);
  return role !== null && ((await world.as(actor, (tx) => mayRate(tx, appointmentId, role)))?.ok ?? false);
}

async function mayRate(tx: Tx, appointmentId: string, role: Role) {
  const row = await tx
    .selectFrom('appointments as a')
    .leftJoin('technical_ratings as t', (join) => join.onRef('t.appointment_id', '=', 'a.id').on('t.role', '=', role))
    .select(['a.modality', 'a.outcome', 'a.admitted_at', 'a.status', 't.rating'])
    .where('a.id', '=', appointmentId)
    .executeTakeFirst();
  if (!row || row.status === 'held' || row.status === 'expired') return null;
  return mayRateCall({ modality: row.modality, outcome: row.outcome, begun: row.admitted_at !== null, alreadyRated: row.rating !== null });
}
