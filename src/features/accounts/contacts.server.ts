import { sql } from 'kysely';
import type { Locale } from '#domain/people.ts';
import type { Contact } from '#domain/phone.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import type { World } from '#ports/world.ts';
import { issueCode, matchCode, type Codes, type WrongCode } from './codes/codes.server.ts';
import { changing, type SignedInPerson } from './second-factor/factors.server.ts';

export interface OwnContact {
  id: string;
  channel: 'sms' | 'email';
  address: string;
}

const mostContacts = 6;

/** The proved contacts of an account: with each of them its owner can sign in (B3). */
export async function listContacts(world: Pick<World, 'as'>, accountId: string): Promise<OwnContact[]> {
  return world.as({ kind: 'system', job: 'contacts' }, (tx) =>
    tx
      .selectFrom('contacts')
      .select(['id', 'channel', 'address'])
      .where('account_id', '=', accountId)
      .where('proved_at', 'is not', null)
      .orderBy('channel', 'desc')
      .orderBy('created_at')
      .execute(),
  );
}

/** Sends a code to a further contact. Refuses `sign-in-again` (quality 18), `too-many`, `too-many-attempts`, `no-text-now`; whose it is now, nobody learns. */
export async function startContact(
  world: Codes,
  who: SignedInPerson,
  input: { contact: Contact; browserHash: Uint8Array; from: string | null; locale: Locale },
): Promise<Result<{ codeId: string }>> {
  return changing(world, who, async (tx) => {
    const { count } = await tx
      .selectFrom('contacts')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('account_id', '=', who.accountId)
      .executeTakeFirstOrThrow();
    if (Number(count) >= mostContacts) return refuse('too-many');
    return issueCode(world, tx, { purpose: 'contact', appointmentId: null, ...input });
  });
}

/**
 * Adds the contact whose code was typed; one hears of it at every contact there was before. Refuses `contact-taken`
 * where it proves another account, `sign-in-again`, and as `useCode` does.
 */
export async function addContact(
  world: Codes,
  who: SignedInPerson,
  input: { contact: Contact; code: string; browserHash: Uint8Array },
): Promise<Result<null> | WrongCode> {
  const { contact, code, browserHash } = input;
  return changing(world, who, async (tx): Promise<Result<null> | WrongCode> => {
    const right = await matchCode(world, tx, { purpose: 'contact', address: contact.address, browserHash, appointmentId: null, code });
    if (!right.ok) return right;
    const now = world.clock.now();
    const { owner } = right.value;
    if (owner) return owner === who.accountId ? success(null) : refuse('contact-taken');
    await world.announce(tx, { type: 'sign-in-changed', accountId: who.accountId, what: 'contact-added' });
    await tx
      .insertInto('contacts')
      .values({ id: world.ids.uuid(), account_id: who.accountId, channel: contact.channel, address: contact.address, proved_at: now, created_at: now })
      .execute();
    await sql`select adopt_entered_people(${contact.channel}, ${contact.address})`.execute(tx);
    return success(null);
  });
}

/** Takes a contact away; it hears of it too. Refuses `last-contact`, `not-found`, `sign-in-again`. */
export async function removeContact(world: Codes, who: SignedInPerson, contactId: string): Promise<Result<null>> {
  return changing(world, who, async (tx) => {
    const mine = await tx
      .selectFrom('contacts')
      .select('id')
      .where('account_id', '=', who.accountId)
      .where('proved_at', 'is not', null)
      .forUpdate()
      .execute();
    if (!mine.some((one) => one.id === contactId)) return refuse('not-found');
    if (mine.length === 1) return refuse('last-contact');
    await world.announce(tx, { type: 'sign-in-changed', accountId: who.accountId, what: 'contact-removed' });
    await tx.deleteFrom('contacts').where('id', '=', contactId).where('account_id', '=', who.accountId).execute();
    return success(null);
  });
}
