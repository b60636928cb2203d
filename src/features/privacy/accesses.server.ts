import { sql } from 'kysely';
import type { Locale } from '#domain/people.ts';
import { formatDayLong, formatHour } from '#domain/time.ts';
import type { World } from '#ports/world.ts';
import { ownAppointments } from './subject-tables.ts';

export type AccessKind = 'read' | 'reason-read' | 'record-read' | 'other';

export interface AccessLine {
  id: string;
  day: string;
  hour: string;
  who: 'specialist' | 'assistant' | 'operator';
  /** Whose practice it was. */
  practice: string;
  /** Of which appointment, in words. */
  appointment: string;
  kind: AccessKind;
}

export const accessesAPage = 50;

const kinds: Record<string, AccessKind> = { 'appointment-read': 'read', 'appointment-read-with-reason': 'reason-read', 'record-read': 'record-read', 'document-read': 'record-read' };

/**
 * Who looked at this account's appointments, newest first (A2, G2, quality 84): what somebody else's login did, never
 * one's own. `before`: the id after which the next page begins.
 */
export async function listAccesses(
  world: Pick<World, 'as'>,
  accountId: string,
  page: { before: string | null; locale: Locale },
): Promise<{ lines: AccessLine[]; next: string | null }> {
  const { rows } = await world.as({ kind: 'system', job: 'accesses' }, (tx) =>
    sql<{ id: string; at: Date; actor_kind: AccessLine['who']; action: string; practice: string; zone: string; starts_at: Date }>`
      select d.id, d.at, d.actor_kind, d.action, btrim(s.title || ' ' || s.full_name) practice, a.patient_zone zone, a.starts_at
      from appointments a
      join audit d on d.object_kind = 'appointment' and d.object_id = a.id
      join specialists s on s.id = a.specialist_id
      where a.id in ${ownAppointments({ accountId })}
        and d.actor_account_id is distinct from ${accountId}::uuid and d.actor_kind in ('specialist', 'assistant', 'operator')
        and (${page.before}::uuid is null or d.id < ${page.before}::uuid)
      order by d.id desc limit ${accessesAPage + 1}`.execute(tx),
  );
  const { locale } = page;
  const lines = rows.slice(0, accessesAPage).map((row): AccessLine => ({
    id: row.id,
    day: formatDayLong(row.zone, row.at, locale),
    hour: formatHour(row.zone, row.at),
    who: row.actor_kind,
    practice: row.practice,
    appointment: `${formatDayLong(row.zone, row.starts_at, locale)}, ${formatHour(row.zone, row.starts_at)}`,
    kind: kinds[row.action] ?? 'other',
  }));
  return { lines, next: rows.length > accessesAPage ? (lines.at(-1)?.id ?? null) : null };
}
