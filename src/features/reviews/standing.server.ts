import { mayReview } from '#domain/reviews.ts';
import type { Actor } from '#domain/people.ts';
import type { Tx, World } from '#ports/world.ts';
import type { ReviewStanding } from './standing.ts';

export interface Reviewable {
  id: string;
  specialistId: string;
  modality: 'in_person' | 'video';
  patientName: string;
  startsAt: Date;
  zone: string;
  standing: ReviewStanding;
}

/** Whether this person may review now, the same for video and in person (R1, R2); null where it is not theirs to see. */
export async function mayReviewNow(world: Pick<World, 'as'>, actor: Actor, appointmentId: string): Promise<Reviewable | null> {
  return world.as(actor, (tx) => readStanding(tx, appointmentId));
}

export async function readStanding(tx: Tx, appointmentId: string): Promise<Reviewable | null> {
  const row = await tx
    .selectFrom('appointments as a')
    .leftJoin('reviews as r', 'r.appointment_id', 'a.id')
    .leftJoin('technical_ratings as t', (join) => join.onRef('t.appointment_id', '=', 'a.id').on('t.role', '=', 'patient'))
    .select([
      'a.id',
      'a.specialist_id',
      'a.modality',
      'a.patient_name',
      'a.starts_at',
      'a.zone',
      'a.status',
      'a.outcome',
      'r.id as review_id',
      't.appointment_id as technical_id',
    ])
    .where('a.id', '=', appointmentId)
    .executeTakeFirst();
  if (!row || row.status === 'held' || row.status === 'expired') return null;
  return {
    id: row.id,
    specialistId: row.specialist_id,
    modality: row.modality,
    patientName: row.patient_name,
    startsAt: row.starts_at,
    zone: row.zone,
    standing: standingOf(row),
  };
}

type Facts = Pick<Parameters<typeof mayReview>[0], 'status' | 'outcome'> & {
  review_id: string | null;
  technical_id: string | null;
};

function standingOf(row: Facts): ReviewStanding {
  if (row.outcome === 'technical') return row.technical_id ? 'technical-rated' : 'technical';
  const allowed = mayReview({ status: row.status, outcome: row.outcome, alreadyReviewed: row.review_id !== null });
  if (allowed.ok) return 'open';
  if (allowed.kind === 'already-reviewed') return 'reviewed';
  const over = row.status === 'cancelled' || row.status === 'no_show' || row.outcome !== null;
  return over ? 'did-not-take-place' : 'not-over';
}
