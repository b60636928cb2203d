import { sql, type RawBuilder } from 'kysely';
import type { DB } from '#db/tables.ts';
import { before, clinicalTermOver, clinicalYears, keptDays } from '#domain/privacy/retention.ts';
import type { Tx, World } from '#ports/world.ts';

/** Rows that go at once; more than these wait for the next hour. */
const atOnce = 5000;

type Rule = [table: keyof DB, over: (now: Date) => RawBuilder<unknown>];

/** What is deleted, and when its time is over; days and years stand in domain/privacy/retention.ts. */
const rules: readonly Rule[] = [
  ['codes', (now) => sql`(used_at is null and expires_at < ${before(now, keptDays['ended-sign-in'])}) or used_at < ${before(now, keptDays['used-code'])}`],
  ['sessions', (now) => sql`coalesce(ended_at, expires_at) < ${before(now, keptDays['ended-sign-in'])}`],
  ['factor_steps', (now) => sql`expires_at < ${before(now, 1)}`],
  ['data_exports', (now) => sql`valid_until < ${before(now, keptDays['ended-sign-in'])}`],
  ['sign_in_notices', (now) => sql`created_at < ${before(now, keptDays.proof)}`],
  ['access_tokens', (now) => sql`coalesce(ended_at, expires_at) < ${before(now, keptDays.proof)}`],
  ['invitations', (now) => sql`accepted_at is null and coalesce(withdrawn_at, expires_at) < ${before(now, keptDays.ended)}`],
  ['waiting_requests', (now) => sql`ended_at < ${before(now, keptDays.ended)}`],
  ['messages', (now) => sql`status not in ('planned', 'sending') and due_at < ${before(now, keptDays.message)}`],
  ['applications', (now) => sql`(state in ('draft', 'incomplete') and touched_at < ${before(now, keptDays['unsent-application'])}) or decided_at < ${before(now, keptDays['decided-application'])}`],
  ['privacy_requests', (now) => sql`closed_at < ${before(now, keptDays['privacy-request'])}`],
  ['review_reports', (now) => sql`decided_at < ${before(now, keptDays.proof)}`],
];

/**
 * Deletes what nobody needs any more, table by table (G3; quality 87, 88); a due task of every hour. Of consultations the
 * reason, the documents and the notes go once their law lets them, or three months after they turned out to be in vain.
 */
export async function keepNoLonger(world: Pick<World, 'as' | 'clock' | 'log'>): Promise<void> {
  const now = world.clock.now();
  const gone: Record<string, number> = {};
  for (const [table, over] of rules) {
    const { numAffectedRows } = await world.as({ kind: 'system', job: 'retention' }, (tx) =>
      sql`delete from ${sql.table(table)} where ctid in (select ctid from ${sql.table(table)} where ${over(now)} limit ${atOnce})`.execute(tx),
    );
    if (numAffectedRows) gone[table] = Number(numAffectedRows);
  }
  const reasons = await world.as({ kind: 'system', job: 'retention' }, async (tx) => {
    const forgotten = await tx
      .updateTable('appointments')
      .set({ reason_sealed: null })
      .where('reason_sealed', 'is not', null)
      // Written out, as the index of these alone says it.
      .where(sql<boolean>`status in ('cancelled', 'no_show', 'expired')`)
      .where('ends_at', '<', before(now, keptDays['reason-in-vain']))
      .executeTakeFirst();
    let rows = Number(forgotten.numUpdatedRows);
    const inVain = sql`status in ('cancelled', 'no_show', 'expired') and ends_at < ${before(now, keptDays['reason-in-vain'])}`;
    rows += await dropRecords(tx, inVain);
    const terms = await tx.selectFrom('specialists as s').innerJoin('specialist_settings as t', 't.specialist_id', 's.id').select(['s.country', 't.record_years']).distinct().execute();
    for (const { country, record_years } of terms) {
      const until = clinicalTermOver(clinicalYears(country, record_years), now);
      const theirs = sql<string>`select s.id from specialists s join specialist_settings t on t.specialist_id = s.id where s.country = ${country} and t.record_years = ${record_years}`;
      const over = await tx
        .updateTable('appointments')
        .set({ reason_sealed: null })
        .where('reason_sealed', 'is not', null)
        .where('ends_at', '<', until)
        .where(sql<boolean>`specialist_id in (${theirs})`)
        .executeTakeFirst();
      rows += Number(over.numUpdatedRows);
      rows += await dropRecords(tx, sql`ends_at < ${until} and specialist_id in (${theirs})`);
    }
    return rows;
  });
  if (reasons > 0) gone['reasons'] = reasons;
  if (Object.keys(gone).length > 0) world.log.info({ gone }, 'kept no longer');
}

/** Documents and notes of those appointments. */
async function dropRecords(tx: Tx, over: RawBuilder<unknown>): Promise<number> {
  let rows = 0;
  for (const table of ['documents', 'notes'] satisfies (keyof DB)[]) {
    const { numAffectedRows } = await sql`delete from ${sql.table(table)} where appointment_id in (
      select id from appointments where ${over} and id in (select appointment_id from ${sql.table(table)}))`.execute(tx);
    rows += Number(numAffectedRows ?? 0n);
  }
  return rows;
}
