import { channelAfterPackage, packageState, unitsOf } from '#domain/message-package.ts';
import { codeDigits } from '#domain/code.ts';
import type { MessageKind } from '#domain/reminders.ts';
import { monthOf } from '#domain/time.ts';
import type { Mail } from '#ports/mail.ts';
import type { Text } from '#ports/texts.ts';
import type { Tx, World } from '#ports/world.ts';
import { factsOf, findAppointment, findRecipient, otherDates, type AppointmentRow } from './facts.server.ts';
import { prepareInvitation } from './invitation.server.ts';
import { findOffer, offerFacts, recipientOfAccount } from './offers.server.ts';
import { raiseAfterFailure } from './other-channel.server.ts';
import { lockMessage, unitsUsed } from './rows.server.ts';
import type { MessageRow } from './send.server.ts';
import { calendarOf } from './templates/calendar.ts';
import { emptyField } from './templates/facts.ts';
import { renderCodeMail, renderMail } from './templates/mail.ts';
import { renderOfferMail, renderOfferSms } from './templates/offer.ts';
import { renderCodeSms, renderSms } from './templates/sms.ts';
import { stillTrue, TRIES } from './truth.ts';

const system = { kind: 'system', job: 'messages' } as const;
/** Machine time (quality 62). */
const leaseMs = 30_000;

export type Content = { channel: 'sms'; text: Text } | { channel: 'email'; mail: Mail };

/** A message that one worker has in hand until its lease runs out. */
export interface Claim {
  id: string;
  fence: number;
  attempts: number;
  leaseUntil: Date;
  /** Product time of a try whose fate nobody knows; it may have arrived. */
  unsureSince: Date | null;
  content: Content;
}

type Ready = { content: Content; units: number };
/** Never to be sent; `raise` asks for the other channel. */
type Ended = { status: 'cancelled' | 'skipped' | 'failed'; why: string; raise: boolean };

/** Takes a queued message in hand, or ends it where it is no longer true, has nobody to go to or lacks a field (M4). */
export async function claimMessage(world: World, messageId: string): Promise<Claim | null> {
  const now = world.clock.now();
  return world.as(system, async (tx) => {
    const message = await lockMessage(tx, messageId);
    if (message?.status !== 'queued') return null;
    const prepared = message.code_id
      ? await prepareCode(world, tx, message, now)
      : message.offer_id
        ? await prepareOffer(world, tx, message, now)
        : message.invitation_id
          ? await prepareInvited(world, tx, message)
          : await prepareAppointment(world, tx, message, now);
    if ('status' in prepared) {
      await tx
        .updateTable('messages')
        .set({
          status: prepared.status,
          why: prepared.why,
          lease_until: null,
          ...(message.units > 0 && !message.sent_at ? { units: 0 } : {}),
        })
        .where('id', '=', message.id)
        .execute();
      return null;
    }
    const leaseUntil = new Date(world.clock.machineNow().getTime() + leaseMs);
    const taken = await tx
      .updateTable('messages')
      .set((eb) => ({
        status: 'sending',
        why: null,
        fence: eb('fence', '+', 1),
        attempts: eb('attempts', '+', 1),
        lease_until: leaseUntil,
        // From here on it may have left; who comes after a crash looks it up from this instant on.
        sent_at: message.sent_at ?? now,
        units: prepared.units,
      }))
      .where('id', '=', message.id)
      .returning(['fence', 'attempts'])
      .executeTakeFirstOrThrow();
    return { id: message.id, ...taken, leaseUntil, unsureSince: message.sent_at, content: prepared.content };
  });
}

async function prepareInvited(world: World, tx: Tx, message: MessageRow): Promise<Ready | Ended> {
  if (message.attempts >= TRIES) return { status: 'failed', why: 'gave-up', raise: false };
  const prepared = await prepareInvitation(world, tx, message);
  if (!prepared) return { status: 'cancelled', why: 'invitation-over', raise: false };
  return { units: 0, content: { channel: 'email', mail: { to: prepared.to, ...prepared.mail, ...envelopeOf(world, message) } } };
}

async function prepareCode(world: World, tx: Tx, message: MessageRow, now: Date): Promise<Ready | Ended> {
  const code = await tx.selectFrom('codes').selectAll().where('id', '=', message.code_id).executeTakeFirstOrThrow();
  if (code.used_at !== null || code.expires_at <= now) return { status: 'skipped', why: 'code-over', raise: false };
  const facts = {
    digits: codeDigits((data) => world.vault.sign('code', data), code.id, code.salt),
    minutes: Math.round((code.expires_at.getTime() - code.created_at.getTime()) / 60_000),
    locale: code.locale === 'en' ? ('en' as const) : ('es' as const),
  };
  if (message.channel === 'sms')
    return {
      units: 0,
      content: { channel: 'sms', text: { to: code.address, body: renderCodeSms(facts), reference: message.id } },
    };
  return {
    units: 0,
    content: { channel: 'email', mail: { to: code.address, ...renderCodeMail(facts), ...envelopeOf(world, message) } },
  };
}

/** An offer lives as long as its row says and goes by every channel at once, so that no other is raised (B8). */
async function prepareOffer(world: World, tx: Tx, message: MessageRow, now: Date): Promise<Ready | Ended> {
  const offer = await findOffer(tx, message.offer_id ?? '');
  if (offer?.status !== 'open' || offer.expires_at <= now) return { status: 'skipped', why: 'offer-over', raise: false };
  const { channel } = message;
  const row = message.appointment_id ? await findAppointment(tx, message.appointment_id) : undefined;
  const ended = row && (await whyNot(world, tx, message, row, now));
  if (ended) return { ...ended, raise: false };
  const recipient = row ? await findRecipient(tx, row, 'patient', channel) : await recipientOfAccount(tx, offer, channel);
  if (!recipient.address || recipient.optedOut)
    return { status: 'skipped', why: recipient.optedOut ? 'opted-out' : 'no-address', raise: false };
  const facts = offerFacts(world, offer);
  const units = row ? unitsOf({ channel, audience: 'patient', modality: row.modality, kind: 'earlier_offer' }) : 0;
  const to = recipient.address;
  if (channel === 'sms') return { units, content: { channel, text: { to, body: renderOfferSms(facts), reference: message.id } } };
  return { units, content: { channel, mail: { to, ...renderOfferMail(facts), ...envelopeOf(world, message) } } };
}

async function prepareAppointment(world: World, tx: Tx, message: MessageRow, now: Date): Promise<Ready | Ended> {
  const row = await findAppointment(tx, message.appointment_id ?? '');
  if (!row) return { status: 'cancelled', why: 'no-appointment', raise: false };
  const { kind: name, audience, occurrence, attempts, channel } = message;
  const kind = name as MessageKind;
  const truth = stillTrue({
    kind,
    audience,
    occurrence,
    attempts,
    now,
    appointment: { status: row.status, startsAt: row.starts_at, outcome: row.outcome, confirmation: row.confirmation },
  });
  const ended = truth.send
    ? await whyNot(world, tx, message, row, now)
    : { status: truth.status, why: truth.why, raise: truth.status === 'failed' };
  if (ended) {
    if (ended.raise) await raiseAfterFailure(world, tx, message, now);
    return ended;
  }
  try {
    return {
      content: await render(world, tx, message, row, now),
      units: unitsOf({ channel, audience, modality: row.modality, kind }),
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    world.log.error({ message: message.id, kind, channel, field: error.message }, 'message not sent: it lacks a field');
    await raiseAfterFailure(world, tx, message, now);
    return { status: 'failed', why: error.message, raise: true };
  }
}

/** Nobody to send to, an opt-out, a package used up: why this channel cannot bring it (M5, M7). */
async function whyNot(world: World, tx: Tx, message: MessageRow, row: AppointmentRow, now: Date): Promise<Ended | null> {
  const { channel, audience } = message;
  const kind = message.kind as MessageKind;
  const recipient = await findRecipient(tx, row, audience, channel);
  if (!recipient.address) return { status: 'skipped', why: 'no-address', raise: true };
  if (recipient.optedOut) return { status: 'skipped', why: 'opted-out', raise: true };
  const counted = { channel, audience, modality: row.modality, kind };
  if (unitsOf(counted) === 0) return null;
  // One at a time per specialist, so that the last unit is spent once.
  const settings = await tx
    .selectFrom('specialist_settings')
    .select('message_package_units')
    .where('specialist_id', '=', row.specialist_id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const used = await unitsUsed(tx, row.specialist_id, monthOf(row.zone, now), message.id);
  const { level } = packageState({ units: settings.message_package_units, used });
  const goes = channelAfterPackage({ ...counted, level, patientHasEmail: row.patient_email !== null });
  if (goes === 'sms') return null;
  world.log.info({ message: message.id }, 'package used up');
  return { status: 'skipped', why: goes === 'email' ? 'package-used-up' : 'package-used-up-no-email', raise: true };
}

/** Throws a RangeError that names what is missing or does not fit. */
async function render(world: World, tx: Tx, message: MessageRow, row: AppointmentRow, now: Date): Promise<Content> {
  const { channel, audience } = message;
  const { address, locale } = await findRecipient(tx, row, audience, channel);
  const facts = factsOf(world, row, {
    kind: message.kind as MessageKind,
    audience,
    locale,
    now,
    email: channel === 'email' ? address : null,
    alsoOn: await otherDates(tx, row, message.kind as MessageKind),
  });
  const empty = emptyField(facts);
  if (empty || !address) throw new RangeError(`empty ${empty ?? 'address'}`);
  if (channel === 'sms') return { channel, text: { to: address, body: renderSms(facts), reference: message.id } };
  const calendar = calendarOf(facts);
  return {
    channel,
    mail: { to: address, ...renderMail(facts), ...envelopeOf(world, message), ...(calendar ? { calendar } : {}) },
  };
}

/** The same Message-ID for every try, so that a second copy is known as one (quality 67); no automatic answers. */
function envelopeOf(world: Pick<World, 'settings'>, message: MessageRow): Pick<Mail, 'messageId' | 'headers'> {
  return {
    messageId: `<${message.id}@${new URL(world.settings.publicOrigin).hostname}>`,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  };
}
