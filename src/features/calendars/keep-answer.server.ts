import { sql } from 'kysely';
import { blocksUntil, nextRead } from '#domain/external-calendar.ts';
import type { BusySpan, CalendarAnswer } from '#ports/calendars.ts';
import type { Tx, World } from '#ports/world.ts';

const system = { kind: 'system', job: 'calendars' } as const;

/**
 * Writes down what a calendar answered: its busy times in the place of the ones before, in one transaction, or that it
 * fails and since when. Answers whether busy times changed.
 */
export async function keepAnswer(
  world: Pick<World, 'as' | 'clock' | 'announce'>,
  calendarId: string,
  answer: CalendarAnswer,
): Promise<boolean> {
  const now = world.clock.now();
  return world.as(system, async (tx) => {
    const row = await tx.selectFrom('external_calendars').selectAll().where('id', '=', calendarId).forUpdate().executeTakeFirst();
    // Switched off or taken away while it was being read.
    if (!row?.active) return false;
    const change = tx.updateTable('external_calendars').where('id', '=', row.id);
    if (answer.kind === 'failed') {
      await change
        .set({
          failures: row.failures + 1,
          failure: answer.why,
          failing_since: row.failing_since ?? now,
          due_at: nextRead(row.failures + 1, now),
          lease_until: null,
        })
        .execute();
      const stale = row.read_at !== null && blocksUntil(row.read_at) <= now;
      // Free only because nobody can read it: bookable (B7), but nobody is told to come.
      return stale && (await replaceBusy(tx, row, [])).changed;
    }
    const fine = { failures: 0, failure: null, failing_since: null, read_at: now, due_at: nextRead(0, now), lease_until: null };
    if (answer.kind === 'unchanged') {
      await change.set(fine).execute();
      return false;
    }
    const { etag, lastModified, skipped } = answer;
    await change.set({ ...fine, etag, last_modified: lastModified, skipped, fully_read_at: now }).execute();
    const { gone, changed } = await replaceBusy(tx, row, await withoutOwn(tx, row.specialist_id, answer.busy));
    await announceGone(world, tx, row.specialist_id, gone);
    return changed;
  });
}

/** What a calendar elsewhere takes no longer is offered to those who wait for an earlier hour (B8). */
export async function announceGone(
  world: Pick<World, 'announce'>,
  tx: Tx,
  specialistId: string,
  gone: readonly { starts_at: Date; ends_at: Date }[],
): Promise<void> {
  if (gone.length === 0) return;
  const stretches = gone.map((row) => ({ from: row.starts_at, until: row.ends_at }));
  await world.announce(tx, { type: 'hours-freed', specialistId, modality: null, stretches });
}

/** Our own events in their calendar are no echo; those of others, where they are a patient, do take their time. */
async function withoutOwn(tx: Tx, specialistId: string, busy: readonly BusySpan[]): Promise<BusySpan[]> {
  const ids = [...new Set(busy.flatMap((span) => (span.appointmentId === null ? [] : [span.appointmentId])))];
  if (ids.length === 0) return [...busy];
  const rows = await tx
    .selectFrom('appointments')
    .select('id')
    .where('specialist_id', '=', specialistId)
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    .execute();
  const own = new Set(rows.map((row) => row.id));
  return busy.filter((span) => span.appointmentId === null || !own.has(span.appointmentId));
}

/** Only what differs is written: a calendar that is read every five minutes mostly says the same. */
async function replaceBusy(tx: Tx, calendar: { id: string; specialist_id: string }, busy: readonly BusySpan[]) {
  const keyOf = (from: Date, until: Date) => `${from.getTime()} ${until.getTime()}`;
  const before = await tx
    .selectFrom('external_busy')
    .select(['starts_at', 'ends_at'])
    .where('calendar_id', '=', calendar.id)
    .execute();
  const known = new Set(before.map((row) => keyOf(row.starts_at, row.ends_at)));
  const wanted = new Map(busy.map((span) => [keyOf(span.startsAt, span.endsAt), span]));
  const gone = before.filter((row) => !wanted.has(keyOf(row.starts_at, row.ends_at)));
  const added = [...wanted].filter(([key]) => !known.has(key)).map(([, span]) => span);
  if (gone.length > 0) {
    await sql`delete from external_busy b using unnest(${gone.map((row) => row.starts_at)}::timestamptz[], ${gone.map((row) => row.ends_at)}::timestamptz[]) as g(starts_at, ends_at)
      where b.calendar_id = ${calendar.id} and b.starts_at = g.starts_at and b.ends_at = g.ends_at`.execute(tx);
  }
  if (added.length > 0) {
    await sql`insert into external_busy (calendar_id, specialist_id, starts_at, ends_at)
      select ${calendar.id}, ${calendar.specialist_id}, a.starts_at, a.ends_at
      from unnest(${added.map((span) => span.startsAt)}::timestamptz[], ${added.map((span) => span.endsAt)}::timestamptz[]) as a(starts_at, ends_at)`.execute(
      tx,
    );
  }
  return { gone, changed: gone.length > 0 || added.length > 0 };
}
