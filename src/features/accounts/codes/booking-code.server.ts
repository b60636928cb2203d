import { builtOnce } from '#db/built-once.ts';
import { formatPhone, type Contact } from '#domain/phone.ts';
import type { Locale } from '#domain/people.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import { isUuid } from '#domain/typed.ts';
import type { Tx, World } from '#ports/world.ts';
import { issuePatientSession, type SessionCookie } from '../sessions.server.ts';
import { checkCode, issueCode, type Codes, type NoCode, type WrongCode } from './codes.server.ts';

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
 * Sends the code that proves the contact of a held booking, mobile first (B3); where no SMS may leave now it goes by e-mail,
 * if there is one (`instead`). `once` sends nothing where one is on its way already, so that a second press sends no second
 * SMS. Refuses `not-found`, `too-many-attempts`, `no-text-now`.
 */
export async function sendBookingCode(
  world: Codes,
  input: Place & { channel: Channel | null; once: boolean; from: string | null; locale: Locale },
): Promise<Result<{ instead: boolean }, NoCode | 'not-found'>> {
  const { appointmentId, browserHash, from, locale, once } = input;
  return world.as(system, async (tx) => {
    const { contacts, last } = await reachOf(tx, input);
    const contact = contacts.find((one) => one.channel === input.channel) ?? contacts[0];
    if (!contact) return refuse('not-found');
    // One that went to the other contact and still holds is enough as well.
    if (input.once && last && last.expiresAt > world.clock.now()) return success({ instead: false });
    const ask = { purpose: 'booking', appointmentId, browserHash, from, locale, once } as const;
    const sent = await issueCode(world, tx, { ...ask, contact });
    if (sent.ok) return success({ instead: false });
    const mail = contacts.find((one) => one.channel === 'email');
    if (sent.kind !== 'no-text-now' || !mail) return sent;
    const mailed = await issueCode(world, tx, { ...ask, contact: mail });
    return mailed.ok ? success({ instead: true }) : mailed;
  });
}

/** Where the last code went, for drawing the step; null where nobody can be reached. */
export async function readBookingCode(world: Pick<World, 'as' | 'last' | 'clock'>, place: Place): Promise<BookingCode | null> {
  const [row] = await world.as(system, (tx) => world.last(tx, reached(tx, place.appointmentId, Buffer.from(place.browserHash))));
  const { contacts, country, last } = reachIn(row);
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

/**
 * Checks the code of a hold that waits for it against whichever contact it was sent to; refuses as `useCode` does (B3). With
 * `deviceFor` the account's patient is signed in by it, where that names a device for them; whoever works here is not (A1).
 */
export async function proveBooking(
  world: Codes,
  input: Place & { code: string; deviceFor?: (accountId: string) => string | null },
): Promise<Result<{ accountId: string; contact: Contact; session: SessionCookie | null }> | WrongCode> {
  if (!/^\d{6}$/.test(input.code)) return refuse('invalid-input', { codigo: 'code-invalid' });
  if (!isUuid(input.appointmentId)) return refuse('code-expired');
  const { appointmentId, browserHash, code } = input;
  return world.as(system, async (tx) => {
    const { contacts, last, waits } = await reachOf(tx, input);
    if (!waits(world.clock.now())) return refuse('code-expired');
    const ordered = contacts.toSorted((a, b) => Number(b.address === last?.address) - Number(a.address === last?.address));
    let answer: Awaited<ReturnType<typeof checkCode>> = refuse('code-expired');
    for (const contact of ordered) {
      const used = await checkCode(world, tx, { purpose: 'booking', address: contact.address, browserHash, appointmentId, code });
      if (used.ok) {
        const { accountId, fresh } = used.value;
        const device = input.deviceFor?.(accountId) ?? null;
        const session = device === null ? null : await issuePatientSession(world, tx, { accountId, signedInBy: contact.channel, device }, { fresh });
        return success({ accountId, contact, session });
      }
      if (contact === ordered[0] || used.kind === 'too-many-attempts') answer = used;
    }
    return answer;
  });
}

const reached = builtOnce((tx: Tx, appointmentId: string, browserHash: Buffer) =>
  tx
    .selectFrom('appointments as a')
    .innerJoin('specialists as s', 's.id', 'a.specialist_id')
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('codes as c')
          .select(['c.address', 'c.created_at', 'c.expires_at'])
          .whereRef('c.appointment_id', '=', 'a.id')
          .where('c.purpose', '=', 'booking')
          .where('c.browser_hash', '=', browserHash)
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
      'a.status',
      'a.hold_expires_at',
      'a.contact_proved_at',
      'last.address as last_address',
      'last.created_at as last_at',
      'last.expires_at as last_until',
    ])
    .where('a.id', '=', appointmentId),
);

/** Whom a booking reaches, and the last code that this browser was sent for it to one of these contacts. */
async function reachOf(tx: Tx, { appointmentId, browserHash }: Place) {
  return reachIn(await reached(tx, appointmentId, Buffer.from(browserHash)).first());
}

function reachIn(row: Awaited<ReturnType<ReturnType<typeof reached>['first']>>) {
  const contacts: Contact[] = [];
  if (row?.patient_mobile) contacts.push({ channel: 'sms', address: row.patient_mobile });
  if (row?.patient_email) contacts.push({ channel: 'email', address: row.patient_email });
  const last =
    row?.last_address && row.last_at && row.last_until
      ? { address: row.last_address, at: row.last_at, expiresAt: row.last_until }
      : null;
  /** Whether a code is what this booking waits for. */
  const waits = (now: Date) => row?.status === 'held' && row.contact_proved_at === null && row.hold_expires_at !== null && row.hold_expires_at > now;
  return { contacts, country: row?.country ?? ('ES' as const), last, waits };
}
