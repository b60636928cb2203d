import type { Change } from '#domain/changes.ts';
import type { Actor, Locale } from '#domain/people.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import { holdsContact, isRating, reviewAuthor } from '#domain/reviews.ts';
import { switchedOff } from '#domain/switches.ts';
import { dayOfInstant } from '#domain/time.ts';
import { may } from '#domain/permissions.ts';
import type { Tx, World } from '#ports/world.ts';
import { m } from '#texts/compiled/messages.js';
import { reviewMaxLength } from './limits.ts';
import { readStanding } from './standing.server.ts';

type Reviews = Pick<World, 'as' | 'clock' | 'ids' | 'consent' | 'switches'>;

/**
 * Keeps the patient's review of an appointment that took place, once, and counts it in the specialist's rating
 * (R1, R2). Published at once; a text with a contact in it is not. Refuses `reviews-off`, `invalid-input` with fields, `not-found`, `did-not-take-place`, `already-reviewed`.
 */
export async function submitReview(
  world: Reviews,
  actor: Actor,
  input: { appointmentId: string; stars: number; body: string; locale: Locale },
): Promise<Result<{ reviewId: string }>> {
  if (!may(actor, 'review')) return refuse('not-allowed');
  if (!(await world.switches.isOn('reviews'))) return switchedOff('reviews');
  const now = world.clock.now();
  if (!isRating(input.stars)) return refuse('invalid-input', { estrellas: 'stars-missing' });
  if (input.body.length > reviewMaxLength) return refuse('invalid-input', { texto: 'text-too-long' });
  if (holdsContact(input.body)) return refuse('invalid-input', { texto: 'text-has-contact' });
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
    const { locale } = input;
    const words = m.review_text_hint({}, { locale });
    const accountId = actor.kind === 'patient' ? actor.accountId : null;
    await world.consent(tx, { kind: 'given', purpose: 'review_published', words, locale, channel: 'web', accountId, appointmentId: appointment.id });
    return success({ reviewId: kept.id });
  });
}

/** The specialist's one answer to a review (R3). Refuses `invalid-input` with fields, `not-found`, `not-allowed`, `already-answered`. */
export async function answerReview(
  world: Pick<World, 'as' | 'clock'>,
  actor: Actor,
  input: { reviewId: string; answer: string },
): Promise<Result<null>> {
  if (!may(actor, 'answer-review')) return refuse('not-allowed');
  const answer = input.answer.trim();
  if (!answer) return refuse('invalid-input', { respuesta: 'text-missing' });
  if (answer.length > reviewMaxLength) return refuse('invalid-input', { respuesta: 'text-too-long' });
  if (holdsContact(answer)) return refuse('invalid-input', { respuesta: 'text-has-contact' });
  return world.as(actor, async (tx) => {
    const own = await tx
      .selectFrom('reviews')
      .select(['id', 'answer'])
      .where('id', '=', input.reviewId)
      .where('specialist_id', 'in', [...actor.specialistIds])
      .forUpdate()
      .executeTakeFirst();
    if (!own) return refuse('not-found');
    if (own.answer !== null) return refuse('already-answered');
    await tx.updateTable('reviews').set({ answer, answered_at: world.clock.now() }).where('id', '=', own.id).execute();
    return success(null);
  });
}

/** Reacts to an author who takes their agreement back: text and answer are gone, the stars count no more (quality 73). */
export async function takeBackReview(_world: unknown, tx: Tx, change: Change): Promise<void> {
  if (change.type !== 'consent-changed' || change.purpose !== 'review_published' || change.kind !== 'withdrawn') return;
  await tx.updateTable('reviews').set({ status: 'withdrawn', body: '', author: '', answer: null }).where('appointment_id', '=', change.appointmentId).execute();
}
