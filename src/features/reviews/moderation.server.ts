import { sql } from 'kysely';
import type { Actor } from '#domain/people.ts';
import { may } from '#domain/permissions.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import { mayDecide, type DecisionReason, type ReportReason, type ReviewPart } from '#domain/reviews.ts';
import type { Tx, World } from '#ports/world.ts';
import { noteMaxLength } from './limits.ts';
import { reasonWords } from './reason-words.ts';

/** A review or an answer that somebody reported, with all that was said and decided of it. */
export interface ReportedReview {
  /** `reviewId:part`; the cursor of the next page. */
  id: string;
  reviewId: string;
  part: ReviewPart;
  specialist: { id: string; slug: string; name: string };
  stars: number;
  body: string;
  author: string;
  answer: string | null;
  modality: 'in_person' | 'video';
  /** ISO date on the wall of the specialist. */
  tookPlaceOn: string;
  /** Whether that part stands on the profile now. */
  shown: boolean;
  reports: { reason: ReportReason; note: string; by: 'visitor' | 'patient' | 'specialist'; at: Date }[];
  firstAt: Date;
  lastAt: Date;
  decisions: { decision: 'kept' | 'hidden' | 'shown'; reason: DecisionReason; note: string; at: Date }[];
}

type CaseRow = Omit<ReportedReview, 'id' | 'specialist' | 'reports' | 'decisions'> & {
  specialistId: string;
  slug: string;
  name: string;
  reports: { reason: ReportReason; note: string; by: ReportedReview['reports'][number]['by']; at: string }[];
  decisions: { decision: 'kept' | 'hidden' | 'shown'; reason: DecisionReason; note: string; at: string }[] | null;
};

/** What waits for a decision, or was decided, with these words in name or text; newest report first. Nothing for who is no operator. */
export async function listReportedReviews(
  world: Pick<World, 'as'>,
  actor: Actor,
  page: { state: 'open' | 'decided'; words?: string; limit?: number; before?: string | null },
): Promise<{ cases: ReportedReview[]; next: string | null }> {
  if (!may(actor, 'run-site')) return { cases: [], next: null };
  const limit = page.limit ?? 25;
  const like = `%${(page.words ?? '').trim().slice(0, 80).replaceAll(/[%_\\]/g, String.raw`\$&`)}%`;
  const [beforeReview = null, beforePart = null] = page.before?.split(':') ?? [];
  const { rows } = await world.as(actor, (tx) =>
    sql<CaseRow>`
      with cases as (
        select review_id, part, min(created_at) first_at, max(created_at) last_at,
          jsonb_agg(jsonb_build_object('reason', reason, 'note', note, 'by', reported_by, 'at', created_at) order by created_at desc) reports
        from review_reports group by review_id, part
        having bool_or(decided_at is null) = ${page.state === 'open'}
      )
      select r.id "reviewId", c.part, c.first_at "firstAt", c.last_at "lastAt", c.reports, r.stars, r.body, r.author, r.modality,
        r.answer, to_char(r.took_place_on, 'YYYY-MM-DD') "tookPlaceOn", s.id "specialistId", s.slug, btrim(s.title || ' ' || s.full_name) "name",
        case c.part when 'review' then r.status else r.answer_status end = 'published' shown,
        (select jsonb_agg(jsonb_build_object('decision', d.decision, 'reason', d.reason, 'note', d.note, 'at', d.decided_at) order by d.decided_at desc)
          from review_decisions d where d.review_id = r.id and d.part = c.part) decisions
      from cases c join reviews r on r.id = c.review_id join specialists s on s.id = r.specialist_id
      where r.status <> 'withdrawn' and unaccent(concat_ws(' ', s.full_name, r.author, r.body, r.answer)) ilike unaccent(${like}) and (${beforeReview}::uuid is null or (c.last_at, r.id, c.part) < (select b.last_at, b.review_id, b.part from cases b where b.review_id = ${beforeReview}::uuid and b.part = ${beforePart}))
      order by c.last_at desc, r.id desc, c.part desc limit ${limit + 1}`.execute(tx),
  );
  const cases = rows.slice(0, limit).map(({ specialistId, slug, name, reports, decisions, ...row }): ReportedReview => ({
    ...row,
    id: `${row.reviewId}:${row.part}`,
    specialist: { id: specialistId, slug, name },
    reports: reports.map((one) => ({ ...one, at: new Date(one.at) })),
    decisions: (decisions ?? []).map((one) => ({ ...one, at: new Date(one.at) })),
  }));
  return { cases, next: rows.length > limit ? (cases.at(-1)?.id ?? null) : null };
}

/** How many reviews and answers wait for a decision. */
export async function countReportedReviews(world: Pick<World, 'as'>, actor: Actor): Promise<number> {
  if (!may(actor, 'run-site')) return 0;
  const { rows } = await world.as(actor, (tx) => sql<{ count: number }>`select count(distinct (review_id, part)) count from review_reports where decided_at is null`.execute(tx));
  return Number(rows[0]?.count ?? 0);
}

const done = { keep: 'kept', hide: 'hidden', show: 'shown' } as const;

/**
 * An operator decides of a review or its answer, with a reason that its author reads (R3); the rating follows. Refuses
 * `not-allowed`, `invalid-input` with fields, `not-found`, `decided-meanwhile` (it stands otherwise by now).
 */
export async function decideReview(
  world: Pick<World, 'as' | 'become' | 'clock' | 'ids' | 'note' | 'announce'>,
  actor: Actor,
  input: { reviewId: string; part: ReviewPart; decision: 'keep' | 'hide' | 'show'; reason: DecisionReason | null; note: string },
): Promise<Result<null>> {
  if (!may(actor, 'run-site')) return refuse('not-allowed');
  const { reason, note } = input;
  if (!reason) return refuse('invalid-input', { motivo: 'choice-missing' });
  if (reason === 'other' && !note.trim()) return refuse('invalid-input', { nota: 'text-missing' });
  if (note.length > noteMaxLength) return refuse('invalid-input', { nota: 'text-too-long' });
  // Its author is written to, whose contacts no operator reads: the transaction is the system's and looks at who decides.
  return world.as({ kind: 'system', job: 'moderation' }, async (tx) => {
    const operates = await tx.selectFrom('operators').select('account_id').where('account_id', '=', actor.accountId).executeTakeFirst();
    if (!operates) return refuse('not-allowed');
    const row = await tx.selectFrom('reviews').select(['id', 'appointment_id', 'specialist_id', 'status', 'answer', 'answer_status']).where('id', '=', input.reviewId).forUpdate().executeTakeFirst();
    if (!row || row.status === 'withdrawn' || (input.part === 'answer' && row.answer === null)) return refuse('not-found');
    const shown = (input.part === 'answer' ? row.answer_status : row.status) === 'published';
    if (input.decision === (shown ? 'show' : 'hide')) return refuse('decided-meanwhile');
    if (!mayDecide({ what: input.decision, reason, shown })) return refuse('invalid-input', { motivo: 'choice-missing' });
    const now = world.clock.now();
    const decision = done[input.decision];
    if (decision !== 'kept') await tellAuthor(world, tx, { ...row, part: input.part, decision, reason, note: note.trim() });
    await world.become(tx, actor);
    if (input.decision !== 'keep') await sql`select show_review(${row.id}, ${input.part}, ${input.decision === 'show'})`.execute(tx);
    await tx
      .insertInto('review_decisions')
      .values({ id: world.ids.uuid(), review_id: row.id, part: input.part, decision, reason, note: note.trim(), decided_by_account_id: actor.accountId, decided_at: now })
      .execute();
    await tx.updateTable('review_reports').set({ decided_at: now }).where('review_id', '=', row.id).where('part', '=', input.part).where('decided_at', 'is', null).execute();
    await world.note(tx, actor, { action: `review-${decision}`, objectKind: 'review', objectId: row.id, specialistId: row.specialist_id });
    return success(null);
  });
}

interface Decided {
  appointment_id: string;
  specialist_id: string;
  part: ReviewPart;
  decision: 'hidden' | 'shown';
  reason: DecisionReason;
  note: string;
}

/**
 * Whoever wrote it reads why, in their language (R3); of a patient nobody but the system learns where that goes. Without an
 * account they are told where the invitation went.
 */
async function tellAuthor(world: Pick<World, 'announce'>, tx: Tx, { part, decision, reason, note, ...of }: Decided): Promise<void> {
  const author =
    part === 'answer'
      ? await tx.selectFrom('specialists as s').innerJoin('accounts as c', 'c.id', 's.account_id').select(['c.id', 'c.locale']).where('s.id', '=', of.specialist_id).executeTakeFirst()
      : await tx
          .selectFrom('appointments as p')
          .innerJoin('people as o', 'o.id', 'p.person_id')
          .leftJoin('accounts as c', 'c.id', 'o.account_id')
          .select(['c.id', (eb) => eb.fn.coalesce('c.locale', 'p.patient_locale').as('locale')])
          .where('p.id', '=', of.appointment_id)
          .executeTakeFirst();
  if (!author) return;
  const locale = author.locale === 'en' ? 'en' : 'es';
  const words = [decision === 'shown' && reason === 'other' ? '' : reasonWords(reason, locale), note].filter(Boolean).join('. ');
  if (author.id) await world.announce(tx, { type: 'operator-decided', accountId: author.id, what: `${part}-${decision}`, words });
  else if (part === 'review') await world.announce(tx, { type: 'review-decided', appointmentId: of.appointment_id, what: `${part}-${decision}`, words });
}
