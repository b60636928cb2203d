import { formatPhone, type Contact } from '#domain/phone.ts';
import type { Locale } from '#domain/people.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import type { Tx, World } from '#ports/world.ts';
import { checkCode, issueCode, type WrongCode } from './codes.server.ts';

type Accounts = Pick<World, 'as' | 'ahead' | 'clock' | 'ids' | 'vault' | 'announce'>;
type Channel = Contact['channel'];

const system = { kind: 'system', job: 'booking-codes' } as const;
const pauseSeconds = 30;

/** Where the code of a booking went; the browser that typed the contact sees it whole. */
export interface BookingCode {
  channel: Channel;
  sentTo: string;
  /** The other contact of the booking, for who waits in vain. */
  otherChannel: Channel | null;
  /** False while no code has left, because too many were asked for. */
  sent: boolean;
  /** Until asking again makes sense. */
  pauseMs: number;
}
interface Place {
  appointmentId: string;
  browserHash: Uint8Array;
}

/**
 * Sends the code that proves the contact of a held booking, mobile first (B3). `once` sends nothing where one is on
 * its way already, so that a second press sends no second SMS. Refuses `not-found`, `too-many-attempts`.
 */
export async function sendBookingCode(
  world: Accounts,
  input: Place & { channel: Channel | null; once: boolean; locale: Locale },
): Promise<Result<null>> {
  const { appointmentId, browserHash, locale } = input;
  return world.as(system, async (tx) => {
    const { contacts, last } = await reachOf(tx, input);
    const contact = contacts.find((one) => one.channel === input.channel) ?? contacts[0];
    if (!contact) return refuse('not-found');
    // One that went to the other contact and still holds is enough as well.
    if (input.once && last && last.expiresAt > world.clock.now()) return success(null);
    const sent = await issueCode(world, tx, {
      purpose: 'booking',
      contact,
      appointmentId,
      browserHash,
      locale,
      once: input.once,
    });
    return sent.ok ? success(null) : sent;
  });
}

/** Where the last code went, for drawing the step; null where nobody can be reached. */
export async function readBookingCode(world: Accounts, place: Place): Promise<BookingCode | null> {
  const { contacts, country, last } = await world.as(system, (tx) => reachOf(tx, place));
  const contact = contacts.find((one) => one.address === last?.address) ?? contacts[0];
  if (!contact) return null;
  const passed = last ? world.clock.now().getTime() - last.at.getTime() : pauseSeconds * 1000;
  return {
    channel: contact.channel,
    sentTo: contact.channel === 'sms' ? formatPhone(contact.address, country) : contact.address,
    otherChannel: contacts.find((one) => one.channel !== contact.channel)?.channel ?? null,
    sent: last !== null,
    pauseMs: Math.max(0, pauseSeconds * 1000 - passed),
  };
}

/** Checks the code against whichever contact it was sent to; refuses as `useCode` does (B3). */
export async function proveBooking(
  world: Accounts,
  input: Place & { code: string },
): Promise<Result<{ accountId: string; contact: Contact }> | WrongCode> {
  if (!/^\d{6}$/.test(input.code)) return refuse('invalid-input', { codigo: 'code-invalid' });
  const { appointmentId, browserHash, code } = input;
  return world.as(system, async (tx) => {
    const { contacts, last } = await reachOf(tx, input);
    const ordered = contacts.toSorted((a, b) => Number(b.address === last?.address) - Number(a.address === last?.address));
    let answer: Awaited<ReturnType<typeof checkCode>> = refuse('code-expired');
    for (const contact of ordered) {
      const used = await checkCode(world, tx, { purpose: 'booking', address: contact.address, browserHash, appointmentId, code });
      if (used.ok) return success({ accountId: used.value.accountId, contact });
      if (contact === ordered[0] || used.kind === 'too-many-attempts') answer = used;
    }
    return answer;
  });
}

/** Whom a booking reaches, and the last code that this browser was sent for it to one of these contacts. */
async function reachOf(tx: Tx, { appointmentId, browserHash }: Place) {
  const row = await tx
    .selectFrom('appointments as a')
    .innerJoin('specialists as s', 's.id', 'a.specialist_id')
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('codes as c')
          .select(['c.address', 'c.created_at', 'c.expires_at'])
          .whereRef('c.appointment_id', '=', 'a.id')
          .where('c.purpose', '=', 'booking')
          .where('c.browser_hash', '=', Buffer.from(browserHash))
          .where((is) =>
            is.or([is('c.address', '=', is.ref('a.patient_mobile')), is('c.address', '=', is.ref('a.patient_email'))]),
          )
          .orderBy('c.created_at', 'desc')
          .limit(1)
          .as('last'),
      (join) => join.onTrue(),
    )
    .select([
      'a.patient_mobile',
      'a.patient_email',
      's.country',
      'last.address as last_address',
      'last.created_at as last_at',
      'last.expires_at as last_until',
    ])
    .where('a.id', '=', appointmentId)
    .executeTakeFirst();
  const contacts: Contact[] = [];
  if (row?.patient_mobile) contacts.push({ channel: 'sms', address: row.patient_mobile });
  if (row?.patient_email) contacts.push({ channel: 'email', address: row.patient_email });
  const last =
    row?.last_address && row.last_at && row.last_until
      ? { address: row.last_address, at: row.last_at, expiresAt: row.last_until }
      : null;
  return { contacts, country: row?.country ?? ('ES' as const), last };
}
