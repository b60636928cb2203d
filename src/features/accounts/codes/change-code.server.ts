import { maskContact } from '#domain/contact.ts';
import type { Locale } from '#domain/people.ts';
import type { Contact } from '#domain/phone.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import type { World } from '#ports/world.ts';
import type { ChangeCode } from './change-code.ts';
import { requestCode, useCode, type Codes, type WrongCode } from './codes.server.ts';

/** `change`: of the appointment, from its link (B5). `takeover`: going on with its consultation on this device (V5). */
type Purpose = 'change' | 'takeover';

interface ChangeRequest {
  purpose?: Purpose;
  appointmentId: string;
  /** Whose contacts the code goes to: the patient's as booked, or those of a signed-in specialist. */
  accountId?: string;
  browserHash: Uint8Array;
  /** The address of the network that asks. */
  from: string | null;
  /** Mobile first where there is one. */
  channel: 'sms' | 'email' | null;
  locale: Locale;
}

/**
 * Sends a code to the contact of an appointment before it is changed or cancelled from its link (B5), or before its
 * consultation goes on in this browser (V5). Refuses `not-allowed` (nobody can be reached), `too-many-attempts`, `no-text-now`.
 * Where no SMS may leave now it goes by e-mail, if there is one.
 */
export async function sendChangeCode(world: Codes, request: ChangeRequest): Promise<Result<ChangeCode>> {
  const contacts = await contactsOf(world, request);
  const contact = contacts.find((one) => one.channel === request.channel) ?? contacts[0];
  if (!contact) return refuse('not-allowed');
  const { purpose = 'change', appointmentId, browserHash, from, locale } = request;
  const ask = { purpose, appointmentId, browserHash, from, locale };
  const sent = await requestCode(world, { ...ask, contact });
  if (sent.ok) return success(shown(contact, contacts));
  const mail = contacts.find((one) => one.channel === 'email');
  if (sent.kind !== 'no-text-now' || !mail) return sent;
  const mailed = await requestCode(world, { ...ask, contact: mail });
  return mailed.ok ? success(shown(mail, contacts)) : mailed;
}

/** Where the code went, for drawing the form again; null where nobody can be reached. */
export async function readChangeCode(
  world: Codes,
  appointmentId: string,
  channel: 'sms' | 'email' | null,
  accountId?: string,
): Promise<ChangeCode | null> {
  const contacts = await contactsOf(world, { appointmentId, accountId });
  const contact = channel === null ? contacts[0] : contacts.find((one) => one.channel === channel);
  return contact ? shown(contact, contacts) : null;
}

/** Checks the code; refuses as `useCode` does, `invalid-input` where it is not six digits. */
export async function proveChange(
  world: Codes,
  input: { purpose?: Purpose; appointmentId: string; accountId?: string; browserHash: Uint8Array; channel: 'sms' | 'email'; code: string },
): Promise<Result<null> | WrongCode> {
  if (input.code.length !== 6) return refuse('invalid-input', { codigo: 'code-invalid' });
  const contact = (await contactsOf(world, input)).find((one) => one.channel === input.channel);
  if (!contact) return refuse('not-allowed');
  const { purpose = 'change', appointmentId, browserHash, code } = input;
  const used = await useCode(world, { purpose, address: contact.address, browserHash, appointmentId, code });
  return used.ok ? success(null) : used;
}

async function contactsOf(
  world: Pick<World, 'as'>,
  { appointmentId, accountId }: { appointmentId: string; accountId?: string | undefined },
): Promise<Contact[]> {
  if (accountId) return ownContacts(world, accountId);
  const row = await world.as({ kind: 'guest', appointmentId }, (tx) =>
    tx.selectFrom('appointments').select(['patient_mobile', 'patient_email']).where('id', '=', appointmentId).executeTakeFirst(),
  );
  const contacts: Contact[] = [];
  if (row?.patient_mobile) contacts.push({ channel: 'sms', address: row.patient_mobile });
  if (row?.patient_email) contacts.push({ channel: 'email', address: row.patient_email });
  return contacts;
}

/** Of whoever is signed in: proved ones, mobile first. */
async function ownContacts(world: Pick<World, 'as'>, accountId: string): Promise<Contact[]> {
  const rows = await world.as({ kind: 'patient', accountId }, (tx) =>
    tx
      .selectFrom('contacts')
      .select(['channel', 'address'])
      .where('account_id', '=', accountId)
      .where('proved_at', 'is not', null)
      .orderBy('channel', 'desc')
      .orderBy('proved_at')
      .execute(),
  );
  return rows.filter((row, at) => rows.findIndex(({ channel }) => channel === row.channel) === at);
}

function shown(contact: Contact, contacts: Contact[]): ChangeCode {
  const other = contacts.find((one) => one.channel !== contact.channel);
  return { channel: contact.channel, sentTo: maskContact(contact.address), otherChannel: other?.channel ?? null };
}
