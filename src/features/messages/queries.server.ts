import { sql } from 'kysely';
import type { Actor, Locale } from '#domain/people.ts';
import type { Audience, Channel, MessageKind } from '#domain/reminders.ts';
import type { Tx, World } from '#ports/world.ts';
import { findAppointment } from './appointments.server.ts';
import { factsOf } from './facts.server.ts';
import type { MessageRow } from './rows.server.ts';
import { linkCalendar } from './templates/calendar.ts';
import { kindWords, statusWords } from './words.ts';

export interface ListedMessage {
  id: string;
  appointmentId: string;
  patientName: string;
  kind: string;
  audience: Audience;
  channel: Channel;
  status: MessageRow['status'];
  why: string | null;
  /** When it arrived, left or is due, whichever is known last. */
  at: Date;
  /** What it took from the package (M5). */
  units: number;
  words: { kind: string; status: string };
}

/** The messages of one appointment, in the order of their times, as its drawer shows them (M6, M7). */
export async function listMessagesOf(
  world: Pick<World, 'as'>,
  actor: Actor,
  appointmentId: string,
  locale: Locale,
): Promise<ListedMessage[]> {
  const rows = await world.as(actor, (tx) =>
    messages(tx).where('g.appointment_id', '=', appointmentId).orderBy('g.due_at').orderBy('g.channel', 'desc').execute(),
  );
  return rows.map((row) => listed(row, locale)).sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** What left for a specialist's patients and what is due next, the latest first (agenda, "mensajes"); one row of audit (G2). */
export async function listRecentMessages(
  world: Pick<World, 'as' | 'note'>,
  actor: Actor,
  specialistId: string,
  locale: Locale,
  limit = 100,
): Promise<ListedMessage[]> {
  const rows = await world.as(actor, async (tx) => {
    const found = await messages(tx)
      .where('g.specialist_id', '=', specialistId)
      .where('g.status', 'not in', ['cancelled'])
      .orderBy(sql`coalesce(g.delivered_at, g.sent_at, g.due_at)`, 'desc')
      .limit(limit)
      .execute();
    if (found.length > 0) await world.note(tx, actor, { action: 'agenda-messages-read', objectKind: 'specialist', objectId: specialistId, specialistId });
    return found;
  });
  return rows.map((row) => listed(row, locale));
}

export interface Unreached {
  appointmentId: string;
  patientName: string;
  patientMobile: string | null;
  startsAt: Date;
  kind: string;
  words: { kind: string };
}

/**
 * Appointments ahead, or just cancelled, of which a message reached the patient by no channel and none has since:
 * "llamar al paciente" (M7, B9).
 */
export async function listUnreached(
  world: Pick<World, 'as' | 'clock'>,
  actor: Actor,
  specialistId: string,
  locale: Locale,
): Promise<Unreached[]> {
  const { rows } = await world.as(actor, (tx) =>
    sql<{ id: string; patient_name: string; patient_mobile: string | null; starts_at: Date; kind: string }>`
      select distinct on (a.starts_at, a.id) a.id, a.patient_name, a.patient_mobile, a.starts_at, lost.kind
      from appointments a
      join lateral (
        select g.kind, max(g.due_at) as due_at from messages g
        where g.appointment_id = a.id and g.audience = 'patient' and g.status <> 'cancelled' and g.kind <> 'earlier_offer'
        group by g.kind, g.occurrence
        having bool_and(g.status in ('failed', 'undeliverable')
          or (g.status = 'skipped' and g.why in ('opted-out', 'bounced', 'no-text-country', 'no-address', 'package-used-up', 'package-used-up-no-email')))
      ) lost on true
      where a.specialist_id = ${specialistId} and a.starts_at > ${world.clock.now()} and a.status in ('booked', 'in_progress', 'cancelled')
        and not exists (
          select 1 from messages r where r.appointment_id = a.id and r.audience = 'patient'
            and r.status in ('sent', 'delivered') and r.due_at >= lost.due_at)
      order by a.starts_at, a.id, lost.due_at desc
    `.execute(tx),
  );
  return rows.map((row) => ({
    appointmentId: row.id,
    patientName: row.patient_name,
    patientMobile: row.patient_mobile,
    startsAt: row.starts_at,
    kind: row.kind,
    words: { kind: kindWords(row.kind, locale) },
  }));
}

/** The calendar file behind a link, for whoever the link let in; null once the appointment does not stand (B7, V2). */
export async function findLinkCalendar(
  world: Pick<World, 'as' | 'clock' | 'settings' | 'vault'>,
  actor: Actor,
  appointmentId: string,
): Promise<string | null> {
  const row = await world.as(actor, (tx) => findAppointment(tx, appointmentId));
  if (!row || (row.status !== 'booked' && row.status !== 'in_progress')) return null;
  const kind: MessageKind = 'confirmation';
  return linkCalendar(
    factsOf(world, row, { kind, audience: 'patient', locale: row.patient_locale, now: world.clock.now(), email: null }),
  );
}

function messages(tx: Tx) {
  return tx
    .selectFrom('messages as g')
    .innerJoin('appointments as a', 'a.id', 'g.appointment_id')
    .select([
      'g.id',
      'a.id as appointment_id',
      'a.patient_name',
      'g.kind',
      'g.audience',
      'g.channel',
      'g.status',
      'g.why',
      'g.due_at',
      'g.sent_at',
      'g.delivered_at',
      'g.units',
    ]);
}

type Row = Awaited<ReturnType<ReturnType<typeof messages>['execute']>>[number];

function listed(row: Row, locale: Locale): ListedMessage {
  const left = row.status === 'sent' || row.status === 'delivered' || row.status === 'undeliverable';
  return {
    id: row.id,
    appointmentId: row.appointment_id,
    patientName: row.patient_name,
    kind: row.kind,
    audience: row.audience,
    channel: row.channel,
    status: row.status,
    why: row.why,
    at: row.delivered_at ?? (left ? row.sent_at : null) ?? row.due_at,
    units: row.units,
    words: { kind: kindWords(row.kind, locale), status: statusWords(row.status, row.why, locale) },
  };
}
