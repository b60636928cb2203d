import type { Actor } from '#domain/people.ts';
import type { World } from '#ports/world.ts';

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

/** Published reviews of a specialist, newest first; video and in person side by side (R2, R3). */
export async function listReviews(
  world: Pick<World, 'as'>,
  input: { specialistId: string; limit: number; offset?: number },
): Promise<PublishedReview[]> {
  return world.as({ kind: 'visitor' }, (tx) =>
    tx
      .selectFrom('reviews')
      .select(['id', 'stars', 'body', 'author', 'modality', 'took_place_on as tookPlaceOn', 'answer'])
      .where('specialist_id', '=', input.specialistId)
      .where('status', '=', 'published')
      .orderBy('created_at', 'desc')
      .limit(input.limit)
      .offset(input.offset ?? 0)
      .execute(),
  );
}

/** The review of one's own appointment, also when it was hidden since; null where there is none. */
export async function findOwnReview(
  world: Pick<World, 'as'>,
  actor: Actor,
  appointmentId: string,
): Promise<(PublishedReview & { hidden: boolean }) | null> {
  const row = await world.as(actor, (tx) =>
    tx.selectFrom('reviews').selectAll().where('appointment_id', '=', appointmentId).executeTakeFirst(),
  );
  if (!row) return null;
  const { id, stars, body, author, modality, answer } = row;
  return { id, stars, body, author, modality, answer, tookPlaceOn: row.took_place_on, hidden: row.status === 'hidden' };
}
