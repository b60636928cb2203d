import type { Tx, World } from '#ports/world.ts';
import { findAppointment, findRecipient } from './facts.server.ts';
import { raiseOtherChannel } from './rows.server.ts';
import type { MessageRow } from './send.server.ts';

/** A channel failed: the other one brings the message, where it is not there already (M7). */
export async function raiseAfterFailure(world: Pick<World, 'ids'>, tx: Tx, message: MessageRow, now: Date): Promise<void> {
  if (!message.appointment_id) return;
  const row = await findAppointment(tx, message.appointment_id);
  if (!row) return;
  const sms = await findRecipient(tx, row, message.audience, 'sms');
  const email = await findRecipient(tx, row, message.audience, 'email');
  await raiseOtherChannel(world, tx, message, { sms: sms.address !== null && !sms.optedOut, email: email.address !== null }, now);
}
