import { sql } from 'kysely';
import { z } from 'zod';
import { consentPurposes, reasonAfterWithdrawal, stateOf, type ConsentPurpose } from '#domain/privacy/consents.ts';
import type { AppointmentStatus } from '#domain/appointment.ts';
import type { Locale } from '#domain/people.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import { formatDayLong } from '#domain/time.ts';
import type { Tx, World } from '#ports/world.ts';
import { m } from '#texts/compiled/messages.js';
import { ownAppointments } from './subject-tables.ts';

const system = { kind: 'system', job: 'consents' } as const;

/** What somebody agreed to, as they see it: the very words, when, through which door, and how it stands. */
export interface ConsentLine {
  purpose: ConsentPurpose;
  appointmentId: string | null;
  /** Which appointment, in words; null where it is about none. */
  about: string | null;
  words: string;
  /** Day of the last line in the ledger; null where there is none and it holds by itself. */
  day: string | null;
  channel: 'web' | 'api';
  state: 'given' | 'withdrawn';
  /** What the law keeps even so. */
  keptByLaw: boolean;
}

interface Row {
  purpose: ConsentPurpose;
  appointment_id: string | null;
  kinds: ('given' | 'withdrawn')[];
  words: string;
  at: Date;
  channel: 'web' | 'api';
  status: AppointmentStatus | null;
  starts_at: Date | null;
  zone: string | null;
  practice: string | null;
}

/** One's own lines of the ledger, newest appointment first, one for each thing agreed to (quality 73). */
export async function listConsents(world: Pick<World, 'as'>, accountId: string, locale: Locale): Promise<{ invitations: ConsentLine; given: ConsentLine[] }> {
  const { rows } = await world.as(system, (tx) =>
    sql<Row>`
      select c.purpose, c.appointment_id, array_agg(c.kind order by c.at, c.id) kinds, (array_agg(t.words order by c.at desc, c.id desc) filter (where c.kind = 'given'))[1] words,
        max(c.at) at, (array_agg(c.channel order by c.at desc, c.id desc))[1] channel,
        a.status, a.starts_at, a.patient_zone zone, btrim(s.title || ' ' || s.full_name) practice
      from consents c left join consent_texts t on t.hash = c.text_hash
      left join appointments a on a.id = c.appointment_id left join specialists s on s.id = a.specialist_id
      where (c.account_id = ${accountId}::uuid and c.appointment_id is null)
        or (c.appointment_id in ${ownAppointments({ accountId })} and a.status not in ('held', 'expired'))
      group by c.purpose, c.appointment_id, a.status, a.starts_at, a.patient_zone, s.title, s.full_name
      order by a.starts_at desc nulls last, c.purpose limit 500`.execute(tx),
  );
  const lines = rows.map((row) => lineOf(row, locale));
  const invitations: ConsentLine = lines.find((line) => line.purpose === 'invitations') ?? {
    purpose: 'invitations', appointmentId: null, about: null, words: '', day: null, channel: 'web', state: 'given', keptByLaw: false,
  };
  return { invitations: { ...invitations, words: m.consent_invitations({}, { locale }) }, given: lines.filter((line) => line.purpose !== 'invitations') };
}

function lineOf(row: Row, locale: Locale): ConsentLine {
  const zone = row.zone ?? 'Europe/Madrid';
  const about = row.starts_at && row.practice ? m.consent_about({ day: formatDayLong(zone, row.starts_at, locale), practice: row.practice }, { locale }) : null;
  return {
    purpose: row.purpose,
    appointmentId: row.appointment_id,
    about,
    words: row.words ?? '',
    day: formatDayLong(zone, row.at, locale),
    channel: row.channel,
    state: stateOf(row.kinds.map((kind) => ({ kind }))) === 'withdrawn' ? 'withdrawn' : 'given',
    keptByLaw: row.purpose === 'health_data_of_an_appointment' && row.status !== null && reasonAfterWithdrawal(row.status) === 'kept-by-law',
  };
}

export const consentForm = z.strictObject({ para: z.enum(consentPurposes), cita: z.union([z.uuid(), z.literal('')]).default('') });

/**
 * Takes an agreement back, or gives that to invitations again; what hangs on it is done in the same transaction (G1,
 * quality 73). Refuses `not-found` for what was never agreed to or is somebody else's.
 */
export async function changeConsent(
  world: Pick<World, 'as' | 'consent' | 'announce'>,
  accountId: string,
  change: { kind: 'given' | 'withdrawn'; purpose: ConsentPurpose; appointmentId: string | null; locale: Locale },
): Promise<Result<null>> {
  const { kind, purpose, appointmentId, locale } = change;
  if (purpose === 'invitations') {
    await world.as(system, async (tx) => {
      await world.consent(tx, { kind, purpose, words: m.consent_invitations({}, { locale }), locale, channel: 'web', accountId, appointmentId: null });
      await world.announce(tx, { type: 'consent-changed', kind, purpose, accountId, appointmentId: null });
    });
    return success(null);
  }
  if (kind === 'given' || appointmentId === null) return refuse('not-found');
  return world.as(system, async (tx) => {
    const before = await agreedTo(tx, accountId, purpose, appointmentId);
    if (!before) return refuse('not-found');
    if (before.state === 'withdrawn') return success(null);
    await world.consent(tx, { kind, purpose, words: before.words, locale: before.locale, channel: 'web', accountId, appointmentId });
    await world.announce(tx, { type: 'consent-changed', kind, purpose, accountId, appointmentId });
    return success(null);
  });
}

async function agreedTo(tx: Tx, accountId: string, purpose: ConsentPurpose, appointmentId: string): Promise<{ words: string; locale: Locale; state: 'given' | 'withdrawn' } | null> {
  const { rows } = await sql<{ words: string; locale: Locale; kind: 'given' | 'withdrawn' }>`
    select coalesce(t.words, '') words, c.locale, c.kind from consents c left join consent_texts t on t.hash = c.text_hash
    where c.appointment_id = ${appointmentId}::uuid and c.purpose = ${purpose} and c.appointment_id in ${ownAppointments({ accountId })}
    order by c.at desc, c.id desc limit 1`.execute(tx);
  const row = rows[0];
  return row ? { words: row.words, locale: row.locale, state: row.kind } : null;
}
