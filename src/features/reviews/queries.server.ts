import { sql } from 'kysely';
import type { Actor } from '#domain/people.ts';
import type { DecisionReason, RatingSum, ReviewPart } from '#domain/reviews.ts';
import type { Tx, World } from '#ports/world.ts';

export interface PublishedReview {
  id: string;
  stars: number;
  body: string;
  author: string;
  modality: 'in_person' | 'video';
  /** ISO date of the appointment, on the wall of the specialist's zone. */
  tookPlaceOn: string;
  answer: string | null;
}

/** Why an operator took a review or its answer away, in the words its author reads (R3). */
export interface TakenDown {
  reason: DecisionReason;
  note: string;
}

const shownAnswer = sql<string | null>`case when answer_status = 'published' then answer end`;

/** Published reviews of a specialist, newest first; video and in person side by side (R2, R3). */
export async function listReviews(
  world: Pick<World, 'as'>,
  input: { specialistId: string; limit: number; offset?: number },
): Promise<PublishedReview[]> {
  return world.as({ kind: 'visitor' }, (tx) =>
    tx
      .selectFrom('reviews')
      .select(['id', 'stars', 'body', 'author', 'modality', 'took_place_on as tookPlaceOn', shownAnswer.as('answer')])
      .where('specialist_id', '=', input.specialistId)
      .where('status', '=', 'published')
      .orderBy('created_at', 'desc')
      .limit(input.limit)
      .offset(input.offset ?? 0)
      .execute(),
  );
}

/** The review of one's own appointment, also when it was hidden since, with the reason; null where there is none. */
export async function findOwnReview(
  world: Pick<World, 'as'>,
  actor: Actor,
  appointmentId: string,
): Promise<(PublishedReview & { hidden: TakenDown | null; withdrawn: boolean }) | null> {
  return world.as(actor, async (tx) => {
    const row = await tx
      .selectFrom('reviews')
      .select(['id', 'stars', 'body', 'author', 'modality', 'took_place_on as tookPlaceOn', 'status', shownAnswer.as('answer')])
      .where('appointment_id', '=', appointmentId)
      .executeTakeFirst();
    if (!row) return null;
    const { status, ...review } = row;
    return { ...review, hidden: status === 'hidden' ? await takenDown(tx, row.id, 'review') : null, withdrawn: status === 'withdrawn' };
  });
}

async function takenDown(tx: Tx, reviewId: string, part: ReviewPart): Promise<TakenDown> {
  const row = await tx
    .selectFrom('review_decisions')
    .select(['reason', 'note'])
    .where('review_id', '=', reviewId)
    .where('part', '=', part)
    .where('decision', '=', 'hidden')
    .orderBy('decided_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? { reason: 'other', note: '' };
}

/** A review as its practice reads it: with its own answer, also where that was taken down. */
export interface PracticeReview extends PublishedReview {
  createdAt: Date;
  answerHidden: TakenDown | null;
}

/** The published reviews of a practice for itself, newest first, those without an answer alone where so asked. */
export async function listPracticeReviews(
  world: Pick<World, 'as'>,
  actor: Extract<Actor, { kind: 'specialist' | 'assistant' }>,
  page: { specialistId: string; unanswered: boolean; limit: number; offset: number },
): Promise<{ reviews: PracticeReview[]; total: number; unanswered: number }> {
  if (!actor.specialistIds.includes(page.specialistId)) return { reviews: [], total: 0, unanswered: 0 };
  return world.as(actor, async (tx) => {
    const own = tx.selectFrom('reviews').where('specialist_id', '=', page.specialistId).where('status', '=', 'published');
    const counts = await own.select(({ fn }) => [fn.countAll<number>().as('total'), fn.count<number>('answer').as('answered')]).executeTakeFirstOrThrow();
    const rows = await own
      .select(['id', 'stars', 'body', 'author', 'modality', 'took_place_on as tookPlaceOn', 'created_at', 'answer', 'answer_status'])
      .$if(page.unanswered, (query) => query.where('answer', 'is', null))
      .orderBy('created_at', 'desc')
      .limit(page.limit)
      .offset(page.offset)
      .execute();
    const reviews: PracticeReview[] = [];
    for (const { created_at: createdAt, answer_status: status, ...review } of rows) {
      reviews.push({ ...review, createdAt, answerHidden: status === 'hidden' ? await takenDown(tx, review.id, 'answer') : null });
    }
    return { reviews, total: Number(counts.total), unanswered: Number(counts.total) - Number(counts.answered) };
  });
}

/** Stars and count of a practice, as its profile shows them (R3). */
export async function ratingOfPractice(world: Pick<World, 'as'>, actor: Actor, specialistId: string): Promise<RatingSum> {
  const row = await world.as(actor, (tx) => tx.selectFrom('specialists').select(['rating_count as count', 'rating_sum as sum']).where('id', '=', specialistId).executeTakeFirst());
  return row ?? { count: 0, sum: 0 };
}
