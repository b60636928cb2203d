import type { Change } from '#domain/changes.ts';
import { reasonAfterWithdrawal } from '#domain/privacy/consents.ts';
import type { Tx } from '#ports/world.ts';

/** Reacts to a patient who takes back that their reason is kept: it is gone, unless the law keeps it by now (quality 73). */
export async function dropReason(_world: unknown, tx: Tx, change: Change): Promise<void> {
  if (change.type !== 'consent-changed' || change.purpose !== 'health_data_of_an_appointment' || change.kind !== 'withdrawn') return;
  const row = await tx.selectFrom('appointments').select(['id', 'status']).where('id', '=', change.appointmentId).forUpdate().executeTakeFirst();
  if (!row || reasonAfterWithdrawal(row.status) === 'kept-by-law') return;
  await tx.updateTable('appointments').set({ reason_sealed: null }).where('id', '=', row.id).execute();
}
