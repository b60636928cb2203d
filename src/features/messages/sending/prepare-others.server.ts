import type { Selectable } from 'kysely';
import { codeDigits } from '#domain/code.ts';
import type { Codes } from '#db/tables.ts';
import type { Tx, World } from '#ports/world.ts';
import type { AppointmentRow } from '../appointments.server.ts';
import { prepareInvitation } from '../invitation.server.ts';
import { findNotice } from '../notices.server.ts';
import { findOffer, offerFacts, recipientOfAccount } from '../offers.server.ts';
import type { MessageRow } from '../rows.server.ts';
import { renderCodeMail } from '../templates/mail.ts';
import { renderOfferMail, renderOfferSms } from '../templates/offer.ts';
import { renderCodeSms } from '../templates/sms.ts';
import type { Judged } from './prepare.server.ts';
import { countPackage } from '../package/count.server.ts';
import { renderPackageMail } from '../templates/package-mail.ts';
import { contactsOfSpecialist, type RecipientOf } from './recipients.server.ts';
import { envelopeOf, unsubscribeHeaders } from './render.server.ts';
import { TRIES } from './truth.ts';

/** The codes that these messages carry, by id. */
export async function findCodes(tx: Tx, messages: readonly MessageRow[]): Promise<Map<string, Selectable<Codes>>> {
  const ids = messages.flatMap((message) => message.code_id ?? []);
  if (ids.length === 0) return new Map();
  const rows = await tx.selectFrom('codes').selectAll().where('id', 'in', ids).execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** A code is asked for by whoever reads it: no STOP keeps it back. */
export function prepareCode(world: World, message: MessageRow, code: Selectable<Codes> | undefined, now: Date): Judged {
  if (!code || code.used_at !== null || code.expires_at <= now) return { status: 'skipped', why: 'code-over', raise: false };
  const facts = {
    digits: codeDigits((data) => world.vault.sign('code', data), code.id, code.salt),
    minutes: Math.round((code.expires_at.getTime() - code.created_at.getTime()) / 60_000),
    locale: code.locale === 'en' ? ('en' as const) : ('es' as const),
  };
  const to = code.address;
  return {
    message,
    units: 0,
    render: () =>
      message.channel === 'sms'
        ? { channel: 'sms', text: { to, body: renderCodeSms(facts), reference: message.id, unsure: message.sent_at !== null } }
        : { channel: 'email', mail: { to, ...renderCodeMail(facts), ...envelopeOf(world, message) } },
  };
}

export async function prepareInvited(world: World, tx: Tx, message: MessageRow): Promise<Judged> {
  if (message.attempts >= TRIES) return { status: 'failed', why: 'gave-up', raise: false };
  const prepared = await prepareInvitation(world, tx, message);
  if (!prepared) return { status: 'cancelled', why: 'invitation-over', raise: false };
  const { to, mail } = prepared;
  return { message, units: 0, render: () => ({ channel: 'email', mail: { to, ...mail, ...envelopeOf(world, message) } }) };
}

/** No STOP keeps a notice back: it protects whoever reads it (quality 18). */
export async function prepareNotice(world: World, tx: Tx, message: MessageRow): Promise<Judged> {
  if (message.attempts >= TRIES) return { status: 'failed', why: 'gave-up', raise: false };
  const notice = await findNotice(world, tx, message.notice_id ?? '');
  if (!notice) return { status: 'cancelled', why: 'notice-over', raise: false };
  const { to } = notice;
  return {
    message,
    units: 0,
    render: () =>
      message.channel === 'sms'
        ? { channel: 'sms', text: { to, body: notice.sms(), reference: message.id, unsure: message.sent_at !== null } }
        : { channel: 'email', mail: { to, ...notice.mail(), ...envelopeOf(world, message) } },
  };
}

/** An offer lives as long as its row says and goes by every channel at once, so that no other is raised (B8). */
export async function prepareOffer(
  world: World,
  tx: Tx,
  message: MessageRow,
  known: { units: 0 | 1; row: AppointmentRow | undefined; recipientOf: RecipientOf; now: Date },
): Promise<Judged> {
  const offer = await findOffer(tx, message.offer_id ?? '');
  const { now, row, units } = known;
  if (offer?.status !== 'open' || offer.expires_at <= now) return { status: 'skipped', why: 'offer-over', raise: false };
  const { channel } = message;
  const recipient = row ? known.recipientOf(row, 'patient', channel) : await recipientOfAccount(world, tx, offer, channel, now);
  const to = recipient.address;
  if (!to) return { status: 'skipped', why: 'no-address', raise: false };
  if (recipient.silenced) return { status: 'skipped', why: recipient.silenced, raise: false };
  if (recipient.noInvitations) return { status: 'skipped', why: 'unsubscribed', raise: false };
  const facts = offerFacts(world, offer);
  return {
    message,
    units,
    render: () =>
      channel === 'sms'
        ? { channel, text: { to, body: renderOfferSms(facts), reference: message.id, unsure: message.sent_at !== null } }
        : {
            channel,
            mail: { to, ...renderOfferMail(facts), ...envelopeOf(world, message, unsubscribeHeaders(world, message.id)) },
          },
  };
}

/** Told as it stands when it leaves, in the specialist's language; not of a month that is over. */
export async function preparePackage(world: World, tx: Tx, message: MessageRow, now: Date): Promise<Judged> {
  const state = message.specialist_id ? await countPackage(tx, message.specialist_id, now) : null;
  if (!state || state.monthName !== message.package_month || state.level === 'fine')
    return { status: 'cancelled', why: 'package-changed', raise: false };
  if (message.attempts >= TRIES) return { status: 'failed', why: 'gave-up', raise: false };
  const { email, locale } = await contactsOfSpecialist(tx, message.specialist_id ?? '');
  if (!email) return { status: 'skipped', why: 'no-address', raise: false };
  const site = `${world.settings.publicOrigin}${locale === 'es' ? '' : `/${locale}`}`;
  const month = new Intl.DateTimeFormat(locale, { month: 'long', timeZone: state.zone }).format(now);
  const kind = message.kind === 'package_nearly' ? 'package_nearly' : 'package_used_up';
  const facts = { kind, locale, used: state.used, units: state.units, month, link: `${site}/agenda/mensajes/paquete` } as const;
  return {
    message,
    units: 0,
    render: () => ({ channel: 'email', mail: { to: email, ...renderPackageMail(facts), ...envelopeOf(world, message) } }),
  };
}
