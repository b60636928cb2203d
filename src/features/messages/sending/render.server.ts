import type { MessageKind } from '#domain/reminders.ts';
import type { Mail } from '#ports/mail.ts';
import type { Text } from '#ports/texts.ts';
import type { World } from '#ports/world.ts';
import type { AppointmentRow } from '../appointments.server.ts';
import { factsOf, type SeriesRow } from '../facts.server.ts';
import type { MessageRow } from '../rows.server.ts';
import { calendarOf } from '../templates/calendar.ts';
import { emptyField } from '../templates/facts.ts';
import { renderMail } from '../templates/mail.ts';
import { renderSms } from '../templates/sms.ts';
import { unsubscribeToken } from '../wishes/unsubscribe.server.ts';
import type { RecipientOf } from './recipients.server.ts';

export type Content = { channel: 'sms'; text: Text } | { channel: 'email'; mail: Mail };

/** Throws a RangeError that names what is missing or does not fit (M4). */
export function renderAppointment(
  world: Pick<World, 'settings' | 'vault'>,
  message: MessageRow,
  row: AppointmentRow,
  known: { recipientOf: RecipientOf; now: Date; alsoOn: SeriesRow[]; movedCents: number },
): Content {
  const { channel, audience } = message;
  const kind = message.kind as MessageKind;
  const { address, locale } = known.recipientOf(row, audience, channel);
  const facts = factsOf(world, row, {
    kind,
    audience,
    locale,
    now: known.now,
    email: channel === 'email' ? address : null,
    alsoOn: known.alsoOn,
    movedCents: known.movedCents,
  });
  const empty = emptyField(facts);
  if (empty || !address) throw new RangeError(`empty ${empty ?? 'address'}`);
  if (channel === 'sms')
    return { channel, text: { to: address, body: renderSms(facts), reference: message.id, unsure: message.sent_at !== null } };
  const calendar = calendarOf(facts);
  const more = kind === 'review_invitation' ? unsubscribeHeaders(world, message.id) : {};
  return {
    channel,
    mail: { to: address, ...renderMail(facts), ...envelopeOf(world, message, more), ...(calendar ? { calendar } : {}) },
  };
}

/** The same Message-ID for every try, so that a second copy is known as one (quality 67); no automatic answers. */
export function envelopeOf(
  world: Pick<World, 'settings'>,
  message: MessageRow,
  more: Record<string, string> = {},
): Pick<Mail, 'messageId' | 'headers'> {
  return {
    messageId: `<${message.id}@${new URL(world.settings.publicOrigin).hostname}>`,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All', ...more },
  };
}

/** One press in the mail program ends invitations and offers (RFC 8058); what one booked is told all the same. */
export function unsubscribeHeaders(world: Pick<World, 'settings' | 'vault'>, messageId: string): Record<string, string> {
  const where = `${world.settings.publicOrigin}/baja/${unsubscribeToken(world, messageId)}`;
  return { 'List-Unsubscribe': `<${where}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
}
