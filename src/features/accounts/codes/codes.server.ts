import { timingSafeEqual } from 'node:crypto';
import { sql, type Insertable, type RawBuilder } from 'kysely';
import { builtOnce } from '#db/built-once.ts';
import type { Accounts, Codes as CodesTable, Contacts } from '#db/tables.ts';
import { codeDigits } from '#domain/code.ts';
import { refuse, success, type Refusal, type Result } from '#domain/result.ts';
import type { Locale } from '#domain/people.ts';
import type { Tx, World } from '#ports/world.ts';
import type { Contact } from '#domain/phone.ts';
import { takeText } from './text-limits.server.ts';

const lifeMinutes = 10;
const triesPerCode = 5;
const triesPerHour = 10;
const triesInAll = 100;
const textsPerHour = 3;
const mailsPerHour = 6;

const system = { kind: 'system', job: 'codes' } as const;

/** What a code is good for; one asked for one thing proves nothing for another (quality 12). */
export type CodePurpose = 'booking' | 'sign_in' | 'change' | 'takeover' | 'contact';

export interface CodeRequest {
  purpose: CodePurpose;
  contact: Contact;
  browserHash: Uint8Array;
  /** The address of the network that asks; null for who asks from inside. */
  from: string | null;
  appointmentId: string | null;
  locale: Locale;
  /** Nothing more is sent while one for the same thing still holds: pressed twice is one message (quality 57). */
  once?: boolean;
}

/** What sending a code asks of the world. */
export type Codes = Pick<World, 'as' | 'ahead' | 'alarm' | 'clock' | 'ids' | 'vault' | 'announce' | 'settings'>;
export type NoCode = 'too-many-attempts' | 'no-text-now';

/**
 * Makes a one-time code for this contact, browser and purpose, and plans its message. The code itself is stored
 * nowhere: it is derived from the row's salt under a key outside the database (quality 10, 12, 13).
 * Refuses `too-many-attempts` after 3 SMS or 6 mails to one address in an hour, `no-text-now` where no SMS may leave at all
 * (quality 15). A browser that proved this contact before has a number of its own: no stranger uses it up (fault 34).
 */
export async function requestCode(world: Codes, request: CodeRequest): Promise<Result<{ codeId: string }, NoCode>> {
  return world.as(system, (tx) => issueCode(world, tx, request));
}

/** `requestCode` within a transaction of the system that has looked at something else before. */
export async function issueCode(
  world: Codes,
  tx: Tx,
  request: CodeRequest,
): Promise<Result<{ codeId: string }, NoCode>> {
  const now = world.clock.now();
  // One at a time for an address: many at once would all count before any of them is there.
  await world.ahead(tx, sql`select pg_advisory_xact_lock(hashtextextended(${request.contact.address}, 8))`);
  const { purpose, appointmentId, contact } = request;
  // Going on elsewhere has a number of its own: whoever sits in a consultation is not kept out by a busy hour (quality 15).
  const counted = purpose === 'takeover' ? sentToGoOn : sentOtherwise;
  const { sent = 0, standing = null } = (await counted(tx, { purpose, appointmentId, address: contact.address, now, since: minutesBefore(now, 60) }, Buffer.from(request.browserHash)).first()) ?? {};
  if (request.once && standing) return success({ codeId: standing });
  if (sent >= (request.contact.channel === 'sms' ? textsPerHour : mailsPerHour)) return refuse('too-many-attempts');
  const text = request.contact.channel === 'sms' ? await takeText(world, tx, request.contact.address, request.from) : null;
  if (text && !text.ok) return text;

  const id = world.ids.uuid();
  const salt = world.ids.bytes(16);
  const code = codeDigits((data) => world.vault.sign('code', data), id, salt);
  const row = {
    id,
    purpose: request.purpose,
    channel: request.contact.channel,
    address: request.contact.address,
    browser_hash: Buffer.from(request.browserHash),
    appointment_id: request.appointmentId,
    salt: Buffer.from(salt),
    code_hmac: hmacOf(world, salt, code),
    locale: request.locale,
    created_at: now,
    expires_at: minutesBefore(now, -lifeMinutes),
    ...text?.value,
  };
  await world.ahead(tx, newCode(tx, row));
  await world.announce(tx, { type: 'code-issued', codeId: id, channel: request.contact.channel });
  return success({ codeId: id });
}

const newCode = builtOnce((tx: Tx, row: Insertable<CodesTable>) => tx.insertInto('codes').values(row));

/** Whether a browser has typed a right code of this address before: a device of its owner. */
function hasProved(browserHash: Buffer | RawBuilder<unknown>, address: string): RawBuilder<boolean> {
  return sql<boolean>`(${browserHash} in (select k.browser_hash from codes k where k.address = ${address} and k.used_at is not null))`;
}

interface Sent {
  purpose: CodePurpose;
  appointmentId: string | null;
  address: string;
  now: Date;
  since: Date;
}

/** How many codes went to an address since then, and one that is on its way to it for the very same thing. */
const sentFor = (compare: '=' | '!=') =>
  builtOnce((tx: Tx, { purpose, appointmentId, address, now, since }: Sent, browserHash: Buffer) =>
    tx
      .selectFrom('codes')
      .select(({ fn }) => [
        fn.countAll<number>().as('sent'),
        sql<string | null>`max(id::text) filter (where purpose = ${purpose} and appointment_id = ${appointmentId}
          and browser_hash = ${browserHash} and used_at is null and expires_at > ${now})`.as('standing'),
      ])
      .where('address', '=', address)
      .where('created_at', '>', since)
      .where('purpose', compare, 'takeover')
      .where(hasProved(sql.ref('browser_hash'), address), '=', hasProved(browserHash, address)),
  );
const [sentToGoOn, sentOtherwise] = [sentFor('='), sentFor('!=')];

/** A wrong code, with how many tries this one still has. */
export type WrongCode = Refusal<'code-wrong'> & { triesLeft: number };

export interface CodeAnswer {
  purpose: CodePurpose;
  address: string;
  browserHash: Uint8Array;
  appointmentId: string | null;
  code: string;
}

/**
 * Checks a code, once: right contact, purpose and browser, within 10 minutes, 5 tries a code, 10 an hour and 100 in all, which
 * a new code does not reset (quality 10–12); those of strangers and those of the owner's own browsers apart (fault 34). On success the contact is proved and its account returned, made where new.
 */
export async function useCode(world: Codes, answer: CodeAnswer): Promise<CodeUsed> {
  return world.as(system, (tx) => checkCode(world, tx, answer));
}

const usedFor = builtOnce((tx: Tx, used: { used_at: Date; account_id: string }, id: string) => tx.updateTable('codes').set(used).where('id', '=', id));

/** `fresh`: an account that nobody had before. */
type CodeUsed = Result<{ accountId: string; channel: 'sms' | 'email'; fresh: boolean }> | WrongCode;

/** `useCode` within a transaction of the system that has looked at something else before. */
export async function checkCode(world: Codes, tx: Tx, answer: CodeAnswer): Promise<CodeUsed> {
  const right = await findCode(world, tx, answer);
  if (!right.ok) return right;
  const { id, channel, address, locale, owner } = right.value;
  const now = world.clock.now();
  const accountId = owner ?? (await openAccount(world, tx, { channel, address }, locale, now));
  await world.ahead(tx, sql`select adopt_entered_people(${channel}, ${address})`);
  await world.ahead(tx, usedFor(tx, { used_at: now, account_id: accountId }, id));
  return success({ accountId, channel, fresh: owner === null });
}

/** Codes of strangers and of the owner's own browsers are counted apart (fault 34). */
const alike = (browserHash: Buffer, address: string) => sql<boolean>`${hasProved(sql.ref('browser_hash'), address)} = ${hasProved(browserHash, address)}`;

const recentCodes = builtOnce((tx: Tx, address: string, browserHash: Buffer, since: Date) =>
  tx.selectFrom('codes').selectAll().where('address', '=', address).where('created_at', '>', since).where(alike(browserHash, address)).orderBy('created_at', 'desc').forUpdate(),
);

type CodeMatched = Result<{ id: string; channel: 'sms' | 'email'; address: string; locale: Locale; owner: string | null }> | WrongCode;

/** Checks a code and uses it up, without opening an account for the contact that is proved by it. */
export async function matchCode(world: Codes, tx: Tx, answer: CodeAnswer): Promise<CodeMatched> {
  const right = await findCode(world, tx, answer);
  if (right.ok) await world.ahead(tx, tx.updateTable('codes').set({ used_at: world.clock.now() }).where('id', '=', right.value.id));
  return right;
}

/** The code that was typed, locked and not used up yet, and whose contact it proves where that is somebody's already. */
async function findCode(world: Codes, tx: Tx, answer: CodeAnswer): Promise<CodeMatched> {
  const now = world.clock.now();
  const browserHash = Buffer.from(answer.browserHash);
  const channel = answer.address.includes('@') ? 'email' : 'sms';
  // One question after the other, in one go: the second sees what the first waited for.
  const [rows, [inAll]] = await Promise.all([
    recentCodes(tx, answer.address, browserHash, minutesBefore(now, 60)).execute(),
    failuresInAll(tx, answer.address, channel, browserHash, minutesBefore(now, 30 * 24 * 60)).execute(),
  ]);
  if (rows.reduce((sum, row) => sum + row.failures, 0) >= triesPerHour) return refuse('too-many-attempts');
  const { failures, owner } = inAll ?? { failures: 0, owner: null };
  if (Number(failures) >= triesInAll) return refuse('too-many-attempts');

  const mine = rows.filter(
    (row) =>
      row.purpose === answer.purpose &&
      row.appointment_id === answer.appointmentId &&
      timingSafeEqual(row.browser_hash, answer.browserHash) &&
      row.used_at === null,
  );
  const open = mine.filter((row) => row.expires_at > now && row.failures < triesPerCode);
  const newest = open[0];
  // The same whether or not somebody else asked for one: nobody learns who is signing in elsewhere (quality 14).
  if (!newest) return refuse('code-expired');

  const right = open.find((row) => timingSafeEqual(row.code_hmac, hmacOf(world, row.salt, answer.code)));
  if (!right) return wrongCode(tx, newest.id, triesPerCode - newest.failures - 1);
  return success({ id: right.id, channel: right.channel, address: right.address, locale: right.locale, owner });
}

/**
 * Wrong codes since the last right one, a month back at most: who typed a hundred comes in another way (quality 11). And, in
 * the same question, the account of who has proved this address; a number is never a mail's address.
 */
const failuresInAll = builtOnce((tx: Tx, address: string, channel: 'sms' | 'email', browserHash: Buffer, month: Date) =>
  tx
    .selectFrom('codes')
    .select(({ fn, selectFrom }) => [
      fn.coalesce(fn.sum<number>('failures'), sql<number>`0`).as('failures'),
      selectFrom('contacts as k').select('k.account_id').where('k.channel', '=', channel).where('k.address', '=', address).where('k.proved_at', 'is not', null).as('owner'),
    ])
    .where('address', '=', address)
    .where('created_at', '>', sql<Date>`greatest(${month}, (select max(l.created_at) from codes l where l.address = ${address} and l.used_at is not null))`)
    .where(alike(browserHash, address)),
);

async function wrongCode(tx: Tx, codeId: string, left: number): Promise<Refusal | WrongCode> {
  await tx
    .updateTable('codes')
    .set((eb) => ({ failures: eb('failures', '+', 1) }))
    .where('id', '=', codeId)
    .execute();
  return left > 0 ? { ...refuse('code-wrong'), triesLeft: left } : refuse('code-expired');
}

const newAccount = builtOnce((tx: Tx, account: Insertable<Accounts>, contact: Insertable<Contacts>) =>
  tx.with('account', (db) => db.insertInto('accounts').values(account)).insertInto('contacts').values(contact),
);

/** An account for a contact whose owner has just shown that it is theirs, and which was nobody's (B3). */
async function openAccount(world: Pick<World, 'ids' | 'ahead'>, tx: Tx, contact: Contact, locale: Locale, now: Date): Promise<string> {
  const accountId = world.ids.uuid();
  const row = { id: world.ids.uuid(), account_id: accountId, channel: contact.channel, address: contact.address, proved_at: now, created_at: now };
  await world.ahead(
    tx,
    newAccount(tx, { id: accountId, locale, created_at: now }, row),
  );
  return accountId;
}

function hmacOf(world: Pick<World, 'vault'>, salt: Uint8Array, code: string): Buffer {
  return Buffer.from(world.vault.sign('code', `check|${Buffer.from(salt).toString('base64url')}|${code}`));
}

function minutesBefore(instant: Date, minutes: number): Date {
  return new Date(instant.getTime() - minutes * 60_000);
}
