import type { Change } from '#domain/changes.ts';
import type { Tx, World } from '#ports/world.ts';

/** A document taken back before anybody heard of it: its news stays away, unless another one waits to be seen. */
export async function dropDocumentNews(_world: Pick<World, 'clock'>, tx: Tx, change: Change): Promise<void> {
  if (change.type !== 'document-withdrawn') return;
  const { appointmentId, sender } = change;
  const other = await tx
    .selectFrom('documents')
    .select('id')
    .where('appointment_id', '=', appointmentId)
    .where('sender', '=', sender)
    .where('withdrawn_at', 'is', null)
    .where('seen_at', 'is', null)
    .executeTakeFirst();
  if (other) return;
  await tx
    .updateTable('messages')
    .set({ status: 'cancelled', why: 'document-withdrawn', lease_until: null })
    .where('appointment_id', '=', appointmentId)
    .where('kind', '=', sender === 'specialist' ? 'document' : 'document_notice')
    .where('status', '=', 'planned')
    .execute();
}
