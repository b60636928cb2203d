import type { Tx, World } from '#ports/world.ts';
import { findAppointment, type AppointmentRow } from '../appointments.server.ts';
import { raiseOtherChannel, type MessageRow } from '../rows.server.ts';
import { loadRecipients, type RecipientOf } from './recipients.server.ts';

/** A channel failed: the other one brings the message, where it is not there already (M7). */
export async function raiseAfterFailure(world: Pick<World, 'ids' | 'settings'>, tx: Tx, message: MessageRow, now: Date): Promise<void> {
  if (!message.appointment_id) return;
  const row = await findAppointment(tx, message.appointment_id);
  if (row) await raise(world, tx, message, { row, recipientOf: await loadRecipients(world, tx, [row], now), now });
}

/** The same where the appointment and its recipients are at hand. */
export async function raise(
  world: Pick<World, 'ids'>,
  tx: Tx,
  message: MessageRow,
  known: { row: AppointmentRow; recipientOf: RecipientOf; now: Date },
): Promise<void> {
  const { row, recipientOf, now } = known;
  const reaches = (channel: 'sms' | 'email') => {
    const { address, silenced } = recipientOf(row, message.audience, channel);
    return address !== null && silenced === null;
  };
  await raiseOtherChannel(world, tx, message, { sms: reaches('sms'), email: reaches('email') }, now);
}
