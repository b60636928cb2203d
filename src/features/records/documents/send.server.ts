import { inParts, maySend, mayWithdraw, titleOf, type DocumentKind } from '#domain/documents.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import { switchedOff } from '#domain/switches.ts';
import type { Tx, World } from '#ports/world.ts';
import { findConsultation, roleOf, type Consultation, type RecordActor } from '../exchange.server.ts';
import { lookAtFile } from './look.server.ts';


type Exchanging = Pick<World, 'as' | 'ahead' | 'clock' | 'ids' | 'vault' | 'scanner' | 'limits' | 'note' | 'announce'>;

/** Of one account: looking at a file is work, also where it is refused (quality 43). */
const anHour = { limit: 120, windowSeconds: 3600, cost: 1 };

export interface Sent {
  appointmentId: string;
  kind: DocumentKind;
  /** As the browser tells it; only what can be shown of it is kept, sealed. */
  fileName: string;
  bytes: Buffer;
}

/**
 * Sends a document to the other side of an appointment: checked, drawn anew where it is a picture, sealed in parts of a
 * megabyte under the patient's key (quality 37, 86). Refuses `documents-off`, `not-found`, `documents-closed`, `documents-full`, what
 * `lookAtFile` refuses, `try-again-later` (120 in an hour).
 */
export async function sendDocument(world: Exchanging & Pick<World, 'switches'>, actor: RecordActor, sent: Sent): Promise<Result<{ id: string }>> {
  if (!(await world.switches.isOn('documents'))) return switchedOff('documents');
  const before = await world.as(actor, (tx) => mayAdd(world, tx, actor, sent.appointmentId, 0));
  if (!before.ok) return before;
  if (!(await world.limits.take(`documents|${actor.accountId}`, anHour)).allowed) return refuse('try-again-later');
  const checked = await lookAtFile(world, sent.bytes);
  if (!checked.ok) return checked;
  const { bytes, mediaType } = checked.value;
  return world.as(actor, async (tx) => {
    const allowed = await mayAdd(world, tx, actor, sent.appointmentId, bytes.length);
    if (!allowed.ok) return allowed;
    const { consultation, key } = allowed.value;
    const id = world.ids.uuid();
    await tx
      .insertInto('documents')
      .values({
        id,
        appointment_id: consultation.id,
        person_id: consultation.person_id,
        specialist_id: consultation.specialist_id,
        sender: roleOf(actor),
        kind: sent.kind,
        name_sealed: Buffer.from(world.vault.seal(key, `documents.${id}.name`, titleOf(sent.fileName))),
        media_type: mediaType,
        size_bytes: bytes.length,
        sent_at: world.clock.now(),
      })
      .execute();
    for (const [number, part] of inParts(bytes).entries()) {
      const sealed = Buffer.from(world.vault.sealBytes(key, placeOfPart(id, number), part));
      await tx.insertInto('document_parts').values({ document_id: id, number, sealed }).execute();
    }
    await world.note(tx, actor, { action: 'document-sent', objectKind: 'appointment', objectId: consultation.id, specialistId: consultation.specialist_id });
    await world.announce(tx, { type: 'document-sent', appointmentId: consultation.id, sender: roleOf(actor) });
    return success({ id });
  });
}

/** Table, row, part and column: a part in another's place is refused. */
export function placeOfPart(documentId: string, number: number): string {
  return `document_parts.${documentId}.${number}.sealed`;
}

/**
 * Takes a document back within a day: its bytes and its name are gone at once, that there was one stays. Refuses
 * `not-found`, `withdraw-too-late`.
 */
export async function withdrawDocument(world: Exchanging, actor: RecordActor, input: { appointmentId: string; documentId: string }): Promise<Result<null>> {
  const now = world.clock.now();
  return world.as(actor, async (tx) => {
    const row = await tx
      .selectFrom('documents')
      .selectAll()
      .where('id', '=', input.documentId)
      .where('appointment_id', '=', input.appointmentId)
      .forUpdate()
      .executeTakeFirst();
    if (!row) return refuse('not-found');
    if (!mayWithdraw({ sender: row.sender, by: roleOf(actor), sentAt: row.sent_at, withdrawnAt: row.withdrawn_at, now })) return refuse('withdraw-too-late');
    await tx.deleteFrom('document_parts').where('document_id', '=', row.id).execute();
    await tx.updateTable('documents').set({ withdrawn_at: now, name_sealed: null }).where('id', '=', row.id).execute();
    await world.note(tx, actor, { action: 'document-withdrawn', objectKind: 'appointment', objectId: row.appointment_id, specialistId: row.specialist_id });
    await world.announce(tx, { type: 'document-withdrawn', appointmentId: row.appointment_id, sender: roleOf(actor) });
    return success(null);
  });
}

async function mayAdd(world: Pick<World, 'clock'>, tx: Tx, actor: RecordActor, appointmentId: string, size: number): Promise<Result<{ consultation: Consultation; key: Buffer }>> {
  const consultation = await findConsultation(tx, actor, appointmentId);
  if (!consultation?.wrapped) return refuse('not-found');
  const { sent } = await tx
    .selectFrom('documents')
    .select(({ fn }) => fn.countAll<number>().as('sent'))
    .where('appointment_id', '=', appointmentId)
    .where('sender', '=', roleOf(actor))
    .where('withdrawn_at', 'is', null)
    .executeTakeFirstOrThrow();
  const { bytes } = await tx
    .selectFrom('documents')
    .select(({ fn }) => fn.sum<number | null>('size_bytes').as('bytes'))
    .where('person_id', '=', consultation.person_id)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirstOrThrow();
  const allowed = maySend({ status: consultation.status, endsAt: consultation.ends_at, now: world.clock.now(), sent: Number(sent), bytesOfPatient: Number(bytes ?? 0), size });
  return allowed.ok ? success({ consultation, key: consultation.wrapped }) : allowed;
}
