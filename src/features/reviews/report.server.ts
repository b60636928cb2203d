import type { Actor } from '#domain/people.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import type { ReportReason, ReviewPart } from '#domain/reviews.ts';
import type { World } from '#ports/world.ts';
import { noteMaxLength } from './limits.ts';

/** So many open reports of one text are enough to have it looked at; further ones are answered alike and not kept. */
const enough = 50;

/** A review as anybody may point at it; null where it is not on any profile. */
export interface ReportableReview {
  id: string;
  body: string;
  author: string;
  stars: number;
  answer: string | null;
  specialist: { name: string; slug: string };
}

export async function findPublishedReview(world: Pick<World, 'as'>, reviewId: string): Promise<ReportableReview | null> {
  const row = await world.as({ kind: 'visitor' }, (tx) =>
    tx
      .selectFrom('reviews as r')
      .innerJoin('specialists as s', 's.id', 'r.specialist_id')
      .select(['r.id', 'r.body', 'r.author', 'r.stars', 'r.answer', 'r.answer_status', 's.title', 's.full_name', 's.slug'])
      .where('r.id', '=', reviewId)
      .where('r.status', '=', 'published')
      .executeTakeFirst(),
  );
  if (!row) return null;
  const { id, body, author, stars, title, full_name, slug } = row;
  return { id, body, author, stars, answer: row.answer_status === 'published' ? row.answer : null, specialist: { name: `${title} ${full_name}`.trim(), slug } };
}

/**
 * Anybody may say that a published review, or the answer to it, breaks the rules (R3); one browser once for each.
 * Refuses `not-found`, `invalid-input` with fields.
 */
export async function reportReview(
  world: Pick<World, 'as' | 'clock' | 'ids'>,
  actor: Actor,
  input: { reviewId: string; part: ReviewPart; reason: ReportReason | null; note: string; browserHash: Uint8Array },
): Promise<Result<null>> {
  if (!input.reason) return refuse('invalid-input', { motivo: 'choice-missing' });
  if (input.reason === 'other' && !input.note) return refuse('invalid-input', { nota: 'text-missing' });
  if (input.note.length > noteMaxLength) return refuse('invalid-input', { nota: 'text-too-long' });
  const { reason } = input;
  const review = await findPublishedReview(world, input.reviewId);
  if (!review || (input.part === 'answer' && review.answer === null)) return refuse('not-found');
  const by = actor.kind === 'specialist' ? 'specialist' : actor.kind === 'patient' ? 'patient' : 'visitor';
  // Whoever reports reads no other report, so that keeping it is the system's.
  await world.as({ kind: 'system', job: 'review-report' }, async (tx) => {
    const { open } = await tx
      .selectFrom('review_reports')
      .select(({ fn }) => fn.countAll<number>().as('open'))
      .where('review_id', '=', review.id)
      .where('part', '=', input.part)
      .where('decided_at', 'is', null)
      .executeTakeFirstOrThrow();
    if (Number(open) >= enough) return;
    await tx
      .insertInto('review_reports')
      .values({ id: world.ids.uuid(), review_id: review.id, part: input.part, reason, note: input.note, reported_by: by, browser_hash: Buffer.from(input.browserHash), created_at: world.clock.now() })
      .onConflict((conflict) => conflict.constraint('one_report_per_browser').doNothing())
      .execute();
  });
  return success(null);
}
