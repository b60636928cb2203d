import { maskContact } from '#domain/contact.ts';
import type { Locale } from '#domain/people.ts';
import type { Contact } from '#domain/phone.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import type { World } from '#ports/world.ts';
import type { ChangeCode } from './change-code.ts';
import { requestCode, useCode, type WrongCode } from './codes.server.ts';

type Accounts = Pick<World, 'as' | 'clock' | 'ids' | 'vault' | 'announce'>;

interface ChangeRequest {
  appointmentId: string;
  browserHash: Uint8Array;
  /** Mobile first where there is one. */
  channel: 'sms' | 'email' | null;
  locale: Locale;
}

/**
 * Sends a code to the contact of an appointment before it is changed or cancelled from its link (B5).
 * Refuses `not-allowed` (nobody can be reached), `too-many-attempts`.
 */
export async function sendChangeCode(world: Accounts, request: ChangeRequest): Promise<Result<ChangeCode>> {
  const contacts = await contactsOf(world, request.appointmentId);
  const contact = contacts.find((one) => one.channel === request.channel) ?? contacts[0];
  if (!contact) return refuse('not-allowed');
  const { appointmentId, browserHash, locale } = request;
  const sent = await requestCode(world, { purpose: 'change', contact, appointmentId, browserHash, locale });
  return sent.ok ? success(shown(contact, contacts)) : sent;
}

/** Where the code went, for drawing the form again; null where nobody can be reached. */
export async function readChangeCode(
  world: Accounts,
  appointmentId: string,
  channel: 'sms' | 'email',
): Promise<ChangeCode | null> {
  const contacts = await contactsOf(world, appointmentId);
  const contact = contacts.find((one) => one.channel === channel);
  return contact ? shown(contact, contacts) : null;
}

/** Checks the code; refuses as `useCode` does, `invalid-input` where it is not six digits. */
export async function proveChange(
  world: Accounts,
  input: { appointmentId: string; browserHash: Uint8Array; channel: 'sms' | 'email'; code: string },
): Promise<Result<null> | WrongCode> {
  if (input.code.length !== 6) return refuse('invalid-input', { codigo: 'code-invalid' });
  const contact = (await contactsOf(world, input.appointmentId)).find((one) => one.channel === input.channel);
  if (!contact) return refuse('not-allowed');
  const { appointmentId, browserHash, code } = input;
  const used = await useCode(world, { purpose: 'change', address: contact.address, browserHash, appointmentId, code });
  return used.ok ? success(null) : used;
}

async function contactsOf(world: Pick<World, 'as'>, appointmentId: string): Promise<Contact[]> {
  const row = await world.as({ kind: 'guest', appointmentId }, (tx) =>
    tx.selectFrom('appointments').select(['patient_mobile', 'patient_email']).where('id', '=', appointmentId).executeTakeFirst(),
  );
  const contacts: Contact[] = [];
  if (row?.patient_mobile) contacts.push({ channel: 'sms', address: row.patient_mobile });
  if (row?.patient_email) contacts.push({ channel: 'email', address: row.patient_email });
  return contacts;
}

function shown(contact: Contact, contacts: Contact[]): ChangeCode {
  const other = contacts.find((one) => one.channel !== contact.channel);
  return { channel: contact.channel, sentTo: maskContact(contact.address), otherChannel: other?.channel ?? null };
}
