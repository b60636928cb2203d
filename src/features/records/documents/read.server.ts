import type { Locale } from '#domain/people.ts';
import { joinParts, mayExchange, mayWithdraw, type DocumentKind, type MediaType } from '#domain/documents.ts';
import { formatDayLong, formatHour } from '#domain/time.ts';
import type { Tx, World } from '#ports/world.ts';
import { m } from '#texts/compiled/messages.js';
import { findConsultation, roleOf, type RecordActor } from '../exchange.server.ts';
import type { DocumentLine, ExchangeView, OtherRecord } from '../record-view.ts';
import { placeOfPart } from './send.server.ts';

type Reading = Pick<World, 'as' | 'clock' | 'vault' | 'note'>;

/**
 * What was sent about an appointment, newest first, with the names open; null where it is not theirs. Their reading is noted:
 * a name alone may tell what somebody has (quality 82).
 */
export async function listDocuments(world: Reading, actor: RecordActor, appointmentId: string, locale: Locale): Promise<ExchangeView | null> {
  const now = world.clock.now();
  return world.as(actor, async (tx) => {
    const consultation = await findConsultation(tx, actor, appointmentId);
    if (!consultation) return null;
    const rows = await tx.selectFrom('documents').selectAll().where('appointment_id', '=', appointmentId).orderBy('sent_at', 'desc').orderBy('id', 'desc').execute();
    await world.note(tx, actor, { action: 'record-read', objectKind: 'appointment', objectId: consultation.id, specialistId: consultation.specialist_id });
    const zone = actor.kind === 'patient' ? consultation.patient_zone : consultation.zone;
    const when = (instant: Date) => m.document_when({ day: formatDayLong(zone, instant, locale), hour: formatHour(zone, instant) }, { locale });
    const { wrapped } = consultation;
    return {
      appointmentId: consultation.id,
      patientName: consultation.patient_name,
      specialist: consultation.specialist,
      when: capital(when(consultation.starts_at)),
      open: wrapped !== null && mayExchange({ status: consultation.status, endsAt: consultation.ends_at, now }),
      lines: wrapped === null ? [] : rows.map((row): DocumentLine => {
        const kind = row.kind as DocumentKind;
        const title = row.name_sealed ? world.vault.open(wrapped, `documents.${row.id}.name`, row.name_sealed) : '';
        return {
          id: row.id,
          title: title || kindWords(kind, locale),
          kind,
          mediaType: row.media_type as MediaType,
          size: sizeWords(row.size_bytes, locale),
          mine: row.sender === roleOf(actor),
          sentOn: when(row.sent_at),
          seenOn: row.seen_at && when(row.seen_at),
          withdrawnOn: row.withdrawn_at && when(row.withdrawn_at),
          mayWithdraw: mayWithdraw({ sender: row.sender, by: roleOf(actor), sentAt: row.sent_at, withdrawnAt: row.withdrawn_at, now }),
        };
      }),
    };
  });
}

/** The patient's other appointments here of which there is something to read, newest first; nothing of it is opened. */
export async function listOtherRecords(world: Pick<World, 'as'>, actor: RecordActor, appointmentId: string, locale: Locale): Promise<OtherRecord[]> {
  return world.as(actor, async (tx) => {
    const consultation = await findConsultation(tx, actor, appointmentId);
    if (!consultation) return [];
    const rows = await tx
      .selectFrom('appointments as a')
      .select(['a.id', 'a.starts_at', 'a.zone'])
      .select((eb) => [
        eb.selectFrom('documents as d').whereRef('d.appointment_id', '=', 'a.id').where('d.withdrawn_at', 'is', null).select(({ fn }) => fn.countAll<number>().as('n')).as('documents'),
        eb.exists(eb.selectFrom('notes as n').whereRef('n.appointment_id', '=', 'a.id').select('n.id')).as('has_notes'),
      ])
      .where('a.person_id', '=', consultation.person_id)
      .where('a.specialist_id', '=', consultation.specialist_id)
      .where('a.id', '<>', consultation.id)
      .orderBy('a.starts_at', 'desc')
      .limit(50)
      .execute();
    return rows
      .map((row) => ({ id: row.id, when: capital(`${formatDayLong(row.zone, row.starts_at, locale)}, ${formatHour(row.zone, row.starts_at)}`), documents: Number(row.documents ?? 0), hasNotes: Boolean(row.has_notes) }))
      .filter((one) => one.documents > 0 || one.hasNotes);
  });
}

/** How many documents stand beside an appointment; asked beside other things, so it notes nothing and opens nothing. */
export async function countDocuments(world: Pick<World, 'as'>, actor: RecordActor, appointmentId: string): Promise<{ all: number; unseen: number }> {
  const rows = await world.as(actor, (tx) =>
    tx.selectFrom('documents').select(['sender', 'seen_at']).where('appointment_id', '=', appointmentId).where('withdrawn_at', 'is', null).execute(),
  );
  return { all: rows.length, unseen: rows.filter((row) => row.sender !== roleOf(actor) && row.seen_at === null).length };
}

export interface OpenDocument {
  bytes: Uint8Array<ArrayBuffer>;
  mediaType: MediaType;
  title: string;
}

/** One document, opened for one of its two sides; the other side's opening is remembered, everybody's noted. Null where it is not theirs. */
export async function openDocument(world: Reading, actor: RecordActor, input: { appointmentId: string; documentId: string; locale: Locale }): Promise<OpenDocument | null> {
  if (!/^[0-9a-f-]{36}$/.test(input.documentId)) return null;
  return world.as(actor, async (tx) => {
    const consultation = await findConsultation(tx, actor, input.appointmentId);
    if (!consultation?.wrapped) return null;
    const row = await tx
      .selectFrom('documents')
      .selectAll()
      .where('id', '=', input.documentId)
      .where('appointment_id', '=', input.appointmentId)
      .where('withdrawn_at', 'is', null)
      .executeTakeFirst();
    if (!row?.name_sealed) return null;
    await world.note(tx, actor, { action: 'document-read', objectKind: 'appointment', objectId: row.appointment_id, specialistId: row.specialist_id });
    if (row.sender !== roleOf(actor) && row.seen_at === null) {
      await tx.updateTable('documents').set({ seen_at: world.clock.now() }).where('id', '=', row.id).execute();
    }
    const title = world.vault.open(consultation.wrapped, `documents.${row.id}.name`, row.name_sealed);
    return {
      bytes: await bytesOf(world, tx, consultation.wrapped, row),
      mediaType: row.media_type as MediaType,
      title: title || kindWords(row.kind as DocumentKind, input.locale),
    };
  });
}

/** All parts of a document, opened. Throws where one is missing or was changed. */
export async function bytesOf(world: Pick<World, 'vault'>, tx: Tx, key: Uint8Array, document: { id: string; size_bytes: number }): Promise<Uint8Array<ArrayBuffer>> {
  const parts = await tx.selectFrom('document_parts').select(['number', 'sealed']).where('document_id', '=', document.id).orderBy('number').execute();
  return joinParts(parts.values().map(({ number, sealed }) => world.vault.openBytes(key, placeOfPart(document.id, number), sealed)), document.size_bytes);
}

const kinds = { prescription: m.document_kind_prescription, report: m.document_kind_report, results: m.document_kind_results, other: m.document_kind_other };

export function kindWords(kind: DocumentKind, locale: Locale): string {
  return kinds[kind]({}, { locale });
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function sizeWords(bytes: number, locale: Locale): string {
  const [value, unit, digits] = bytes < 100_000 ? [Math.max(1, Math.round(bytes / 1000)), 'kB', 0] : [bytes / 1_000_000, 'MB', 1];
  return `${value.toLocaleString(locale, { maximumFractionDigits: digits })}\u00a0${unit}`;
}
