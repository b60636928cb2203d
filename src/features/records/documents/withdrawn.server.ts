import type { Change } from '#domain/changes.ts';
import { reasonAfterWithdrawal } from '#domain/privacy/consents.ts';
import type { Tx, World } from '#ports/world.ts';

/** Reacts to a patient who takes back that health data of an appointment is kept: its documents go with the reason, unless the law keeps them (quality 73). */
export async function dropDocuments(world: Pick<World, 'clock'>, tx: Tx, change: Change): Promise<void> {
  if (change.type !== 'consent-changed' || change.purpose !== 'health_data_of_an_appointment' || change.kind !== 'withdrawn') return;
  const row = await tx.selectFrom('appointments').select(['id', 'status']).where('id', '=', change.appointmentId).executeTakeFirst();
  if (!row || reasonAfterWithdrawal(row.status) === 'kept-by-law') return;
  await tx.deleteFrom('document_parts').where('document_id', 'in', (eb) => eb.selectFrom('documents').select('id').where('appointment_id', '=', row.id)).execute();
  await tx
    .updateTable('documents')
    .set({ withdrawn_at: world.clock.now(), name_sealed: null })
    .where('appointment_id', '=', row.id)
    .where('withdrawn_at', 'is', null)
    .execute();
}
