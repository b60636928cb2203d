import { sql } from 'kysely';
import type { Actor } from '#domain/people.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import { reviewAuthor } from '#domain/reviews.ts';
import { dayOfInstant } from '#domain/time.ts';
import type { World } from '#ports/world.ts';
import { reviewMaxLength, troubleMaxLength } from './limits.ts';
import { readStanding } from './standing.server.ts';

type Reviews = Pick<World, 'as' | 'clock' | 'ids'>;

/**
 * Keeps the patient's review of an appointment that took place, once, and counts it in the specialist's rating
 * (R1, R2). Refuses `invalid-input` with fields, `not-found`, `did-not-take-place`, `already-reviewed`.
 */
export async function submitReview(
  world: Reviews,
  actor: Actor,
  input: { appointmentId: string; stars: number; body: string },
): Promise<Result<{ reviewId: string }>> {
  if (actor.kind !== 'guest' && actor.kind !== 'patient') return refuse('not-allowed');
  const now = world.clock.now();
  if (!isRating(input.stars)) return refuse('invalid-input', { estrellas: 'stars-missing' });
  if (input.body.length > reviewMaxLength) return refuse('invalid-input', { texto: 'text-too-long' });
  return world.as(actor, async (tx) => {
    const appointment = await readStanding(tx, input.appointmentId);
    if (!appointment) return refuse('not-found');
    if (appointment.standing === 'reviewed') return refuse('already-reviewed');
    if (appointment.standing !== 'open') return refuse('did-not-take-place');
    const kept = await tx
      .insertInto('reviews')
      .values({
        id: world.ids.uuid(),
        appointment_id: appointment.id,
        specialist_id: appointment.specialistId,
        modality: appointment.modality,
        stars: input.stars,
        body: input.body,
        author: reviewAuthor(appointment.patientName),
        took_place_on: dayOfInstant(appointment.zone, appointment.startsAt),
        created_at: now,
      })
      .onConflict((conflict) => conflict.column('appointment_id').doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!kept) return refuse('already-reviewed');
    await sql`select count_review(${kept.id})`.execute(tx);
    return success({ reviewId: kept.id });
  });
}

/** After a technical failure the technique is rated, not the specialist (R2). Refuses as `submitReview` does. */
export async function submitTechnicalRating(
  world: Pick<World, 'as' | 'clock'>,
  actor: Actor,
  input: { appointmentId: string; rating: number; trouble: string },
): Promise<Result<null>> {
  if (actor.kind !== 'guest' && actor.kind !== 'patient') return refuse('not-allowed');
  const now = world.clock.now();
  if (!isRating(input.rating)) return refuse('invalid-input', { estrellas: 'stars-missing' });
  if (input.trouble.length > troubleMaxLength) return refuse('invalid-input', { texto: 'text-too-long' });
  return world.as(actor, async (tx) => {
    const appointment = await readStanding(tx, input.appointmentId);
    if (!appointment) return refuse('not-found');
    if (appointment.standing === 'technical-rated') return refuse('already-reviewed');
    if (appointment.standing !== 'technical') return refuse('did-not-take-place');
    const kept = await tx
      .insertInto('technical_ratings')
      .values({ appointment_id: appointment.id, rating: input.rating, trouble: input.trouble, created_at: now })
      .onConflict((conflict) => conflict.column('appointment_id').doNothing())
      .returning('appointment_id')
      .executeTakeFirst();
    return kept ? success(null) : refuse('already-reviewed');
  });
}

/** The specialist's one answer to a review (R3). Refuses `text-missing`, `text-too-long`, `not-found`, `not-allowed`. */
export async function answerReview(
  world: Pick<World, 'as'>,
  actor: Actor,
  input: { reviewId: string; answer: string },
): Promise<Result<null>> {
  if (actor.kind !== 'specialist') return refuse('not-allowed');
  const answer = input.answer.trim();
  if (!answer) return refuse('invalid-input', { respuesta: 'text-missing' });
  if (answer.length > reviewMaxLength) return refuse('invalid-input', { respuesta: 'text-too-long' });
  return world.as(actor, async (tx) => {
    const own = await tx
      .selectFrom('reviews')
      .select(['id', 'answer'])
      .where('id', '=', input.reviewId)
      .where('specialist_id', 'in', [...actor.specialistIds])
      .forUpdate()
      .executeTakeFirst();
    if (!own) return refuse('not-found');
    if (own.answer !== null) return refuse('not-allowed');
    await tx.updateTable('reviews').set({ answer }).where('id', '=', own.id).execute();
    return success(null);
  });
}

function isRating(stars: number): boolean {
  return Number.isInteger(stars) && stars >= 1 && stars <= 5;
}
