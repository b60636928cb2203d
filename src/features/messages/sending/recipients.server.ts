import { textsGoTo } from '#domain/code-limits.ts';
import { countryOf } from '#domain/phone.ts';
import type { Audience, Channel } from '#domain/reminders.ts';
import type { Locale } from '#domain/people.ts';
import type { Tx, World } from '#ports/world.ts';
import type { AppointmentRow } from '../appointments.server.ts';

/** Where a message goes, found when it is sent and stored in no message row (G3). */
export interface Recipient {
  address: string | null;
  locale: Locale;
  /** Why nothing may be sent there: STOP was said, the mailbox is none, or no SMS goes to that country (M7, quality 15). */
  silenced: 'opted-out' | 'bounced' | 'no-text-country' | null;
  /** Wants no invitations and offers there (RFC 8058). */
  noInvitations: boolean;
}
export type RecipientOf = (row: AppointmentRow, audience: Audience, channel: Channel) => Recipient;

/** Everybody the messages of these appointments may go to, in two questions. Worker only: contacts are nobody else's to read. */
export async function loadRecipients(world: Pick<World, 'settings'>, tx: Tx, rows: readonly AppointmentRow[], now: Date): Promise<RecipientOf> {
  const specialists = await contactsOf(tx, [...new Set(rows.map((row) => row.specialist_account_id))]);
  const addresses = rows
    .flatMap((row) => [row.patient_mobile, row.patient_email])
    .concat([...specialists.values()].flatMap((one) => [one.sms, one.email]));
  const silenced = await loadSilenced(world, tx, addresses, now);
  return (row, audience, channel) => {
    const specialist = specialists.get(row.specialist_account_id);
    const patient = channel === 'sms' ? row.patient_mobile : row.patient_email;
    const address = audience === 'patient' ? patient : (specialist?.[channel] ?? null);
    return {
      address,
      locale: audience === 'patient' ? row.patient_locale : (specialist?.locale ?? 'es'),
      ...silenced(channel, address),
    };
  };
}

export type SilencedAt = (channel: Channel, address: string | null) => Pick<Recipient, 'silenced' | 'noInvitations'>;

/** After so long a mailbox that was none is tried again: full ones are emptied, mistyped domains bought. */
const BOUNCED_DAYS = 30;

/** What these addresses may not or cannot get. */
export async function loadSilenced(
  world: Pick<World, 'settings'>,
  tx: Tx,
  addresses: readonly (string | null)[],
  now: Date,
): Promise<SilencedAt> {
  const forgottenBefore = new Date(now.getTime() - BOUNCED_DAYS * 86_400_000);
  const known = [...new Set(addresses.filter((address) => address !== null))];
  const found =
    known.length === 0
      ? []
      : await tx
          .selectFrom('silenced_addresses')
          .select(['channel', 'address', 'why'])
          .where('address', 'in', known)
          .where((eb) => eb.or([eb('why', '!=', 'bounced'), eb('since', '>', forgottenBefore)]))
          .execute();
  const reasons = new Set(found.map((one) => `${one.channel} ${one.why} ${one.address}`));
  return (channel, address) => ({
    silenced: reasons.has(`${channel} opted_out ${address}`)
      ? 'opted-out'
      : reasons.has(`${channel} bounced ${address}`)
        ? 'bounced'
        : channel === 'sms' && address !== null && !textsGoTo(world.settings.codeLimits, countryOf(address))
          ? 'no-text-country'
          : null,
    noInvitations: reasons.has(`${channel} no_invitations ${address}`),
  });
}

/** By what a specialist can be told of what is no appointment. */
export async function contactsOfSpecialist(tx: Tx, specialistId: string): Promise<Contacts> {
  const row = await tx.selectFrom('specialists').select('account_id').where('id', '=', specialistId).executeTakeFirstOrThrow();
  return (await contactsOf(tx, [row.account_id])).get(row.account_id) ?? { locale: 'es', sms: null, email: null };
}

interface Contacts {
  locale: Locale;
  sms: string | null;
  email: string | null;
}

async function contactsOf(tx: Tx, accountIds: readonly string[]): Promise<Map<string, Contacts>> {
  const contacts = new Map<string, Contacts>();
  if (accountIds.length === 0) return contacts;
  const rows = await tx
    .selectFrom('accounts as a')
    .leftJoin('contacts as c', 'c.account_id', 'a.id')
    .select(['a.id', 'a.locale', 'c.channel', 'c.address'])
    .where('a.id', 'in', accountIds)
    .orderBy('c.proved_at', (order) => order.asc().nullsLast())
    .orderBy('c.created_at')
    .execute();
  for (const row of rows) {
    const known = contacts.get(row.id) ?? { locale: row.locale, sms: null, email: null };
    if (row.channel) known[row.channel] ??= row.address;
    contacts.set(row.id, known);
  }
  return contacts;
}
