import type { Locale } from '#domain/people.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import { formatDayLong, formatHour } from '#domain/time.ts';
import type { Tx, World } from '#ports/world.ts';
import { m } from '#texts/compiled/messages.js';
import { findConsultation, type Consultation, type RecordActor } from '../exchange.server.ts';
import type { NoteView } from '../record-view.ts';
import { mostOfANote } from '../limits.ts';
import type { NoteForm } from '../schema.ts';

type Writer = Extract<RecordActor, { kind: 'specialist' }>;

/**
 * The specialist's own notes on an appointment, opened for them alone (G3). Null where it is not theirs. They are read with the
 * documents of the same page, whose reading is noted once for both (`listDocuments`).
 */
export async function readNotes(world: Pick<World, 'as' | 'vault'>, actor: Writer, appointmentId: string, locale: Locale): Promise<NoteView | null> {
  return world.as(actor, async (tx) => {
    const consultation = await findConsultation(tx, actor, appointmentId);
    if (!consultation) return null;
    const { wrapped, zone } = consultation;
    const rows = wrapped === null ? [] : await written(tx, consultation);
    const [last, ...before] = rows.map((row) => ({
      id: row.id,
      text: wrapped ? world.vault.open(wrapped, placeOf(row.id), row.text_sealed) : '',
      writtenOn: m.document_when({ day: formatDayLong(zone, row.written_at, locale), hour: formatHour(zone, row.written_at) }, { locale }),
    }));
    return { id: last?.id ?? '', text: last?.text ?? '', writtenOn: last?.writtenOn ?? null, before };
  });
}

/**
 * Keeps a note; what stood before stays readable below it. Refuses `not-found`, `text-too-long` (8,000 characters),
 * `changed-meanwhile` where another window saved since.
 */
export async function saveNote(world: Pick<World, 'as' | 'clock' | 'ids' | 'vault' | 'note'>, actor: Writer, appointmentId: string, form: NoteForm): Promise<Result<null>> {
  if (form.nota.length > mostOfANote) return refuse('text-too-long', { nota: 'text-too-long' });
  return world.as(actor, async (tx) => {
    const consultation = await findConsultation(tx, actor, appointmentId);
    if (!consultation?.wrapped) return refuse('not-found');
    await tx.selectFrom('appointments').select('id').where('id', '=', consultation.id).forNoKeyUpdate().execute();
    const [last] = await written(tx, consultation);
    if ((last?.id ?? '') !== form.desde) return refuse('changed-meanwhile');
    if (last && world.vault.open(consultation.wrapped, placeOf(last.id), last.text_sealed) === form.nota) return success(null);
    const id = world.ids.uuid();
    await tx
      .insertInto('notes')
      .values({
        id,
        appointment_id: consultation.id,
        person_id: consultation.person_id,
        specialist_id: consultation.specialist_id,
        text_sealed: Buffer.from(world.vault.seal(consultation.wrapped, placeOf(id), form.nota)),
        written_at: world.clock.now(),
      })
      .execute();
    await world.note(tx, actor, { action: 'note-saved', objectKind: 'appointment', objectId: consultation.id, specialistId: consultation.specialist_id });
    return success(null);
  });
}

function written(tx: Tx, consultation: Consultation) {
  return tx.selectFrom('notes').select(['id', 'text_sealed', 'written_at']).where('appointment_id', '=', consultation.id).orderBy('written_at', 'desc').orderBy('id', 'desc').limit(50).execute();
}

function placeOf(noteId: string): string {
  return `notes.${noteId}.text`;
}
