import type { Channel } from '#domain/reminders.ts';
import { linkPath, linkToken } from '#domain/link.ts';
import type { Tx, World } from '#ports/world.ts';
import { loadSilenced, type Recipient } from './sending/recipients.server.ts';
import type { OfferFacts } from './templates/offer.ts';

export type OfferRow = NonNullable<Awaited<ReturnType<typeof findOffer>>>;

/** An offer of the waiting list with all that its message speaks of (B8). */
export async function findOffer(tx: Tx, offerId: string) {
  return tx
    .selectFrom('waiting_offers as o')
    .innerJoin('waiting_requests as w', 'w.id', 'o.request_id')
    .innerJoin('specialists as s', 's.id', 'o.specialist_id')
    .innerJoin('services as v', 'v.id', 'w.service_id')
    .leftJoin('appointments as a', 'a.id', 'w.appointment_id')
    .leftJoin('places as p', (join) => join.on((eb) => eb('p.id', '=', eb.fn.coalesce('a.place_id', 'v.place_id'))))
    .where('o.id', '=', offerId)
    .select([
      'o.id',
      'o.status',
      'o.starts_at',
      'o.ends_at',
      'o.expires_at',
      'w.account_id',
      'w.appointment_id',
      'w.zone',
      'w.locale',
      's.title',
      's.full_name',
      's.zone as practice_zone',
      'v.modality',
      'v.name as service_name',
      'v.currency',
      'a.starts_at as current_start',
      'a.link_version',
      'p.name as place_name',
      'p.address as place_address',
      'p.city as place_city',
    ]) // prettier-ignore
    .select((eb) => eb.fn.coalesce('a.price_cents', 'v.price_cents').as('price_cents'))
    .executeTakeFirst();
}

/** By what its receiver can be reached; worker only. */
export async function channelsOfOffer(tx: Tx, offerId: string): Promise<Channel[]> {
  const row = await tx
    .selectFrom('waiting_offers as o')
    .innerJoin('waiting_requests as w', 'w.id', 'o.request_id')
    .leftJoin('appointments as a', 'a.id', 'w.appointment_id')
    .where('o.id', '=', offerId)
    .select(['w.account_id', 'a.patient_mobile', 'a.patient_email'])
    .executeTakeFirstOrThrow();
  if (!row.account_id)
    return [...(row.patient_mobile ? (['sms'] as const) : []), ...(row.patient_email ? (['email'] as const) : [])];
  const contacts = await contactsOf(tx, row.account_id);
  return [...new Set(contacts.map((contact) => contact.channel))];
}

/** Where the offer goes whose receiver has no appointment yet: a proved contact of the account that asked. */
export async function recipientOfAccount(
  world: Pick<World, 'settings'>,
  tx: Tx,
  row: { account_id: string | null; locale: 'es' | 'en' },
  channel: Channel,
  now: Date,
): Promise<Recipient> {
  const address = (await contactsOf(tx, row.account_id ?? '')).find((contact) => contact.channel === channel)?.address ?? null;
  const silenced = await loadSilenced(world, tx, [address], now);
  return { address, locale: row.locale, ...silenced(channel, address) };
}

/** The address to which an offer goes by this channel, whoever asked for it. */
export async function recipientOfOffer(world: Pick<World, 'settings'>, tx: Tx, offerId: string, channel: Channel, now: Date): Promise<string | null> {
  const offer = await findOffer(tx, offerId);
  return offer ? (await recipientOfAccount(world, tx, offer, channel, now)).address : null;
}

function contactsOf(tx: Tx, accountId: string) {
  return tx
    .selectFrom('contacts')
    .select(['channel', 'address'])
    .where('account_id', '=', accountId)
    .where('proved_at', 'is not', null)
    .orderBy('created_at')
    .execute();
}

/** The row as its message may speak of it. Who has an appointment answers behind its link, everybody else behind their sign-in. */
export function offerFacts(world: Pick<World, 'settings' | 'vault' | 'clock'>, row: OfferRow): OfferFacts {
  const site = `${world.settings.publicOrigin}${row.locale === 'es' ? '' : `/${row.locale}`}`;
  const sign = (data: string) => world.vault.sign('link', data);
  const link = row.appointment_id
    ? `${site}${linkPath(linkToken(sign, row.appointment_id, 'patient', row.link_version ?? 1))}/antes`
    : `${site}/citas`;
  return {
    locale: row.locale,
    now: world.clock.now(),
    modality: row.modality,
    startsAt: row.starts_at,
    minutes: Math.round((row.ends_at.getTime() - row.starts_at.getTime()) / 60_000),
    until: row.expires_at,
    current: row.current_start,
    zone: row.zone,
    practiceZone: row.practice_zone,
    specialist: { title: row.title, fullName: row.full_name },
    serviceName: row.service_name,
    place:
      row.modality === 'in_person'
        ? [...new Set([row.place_name, row.place_address, row.place_city])].filter(Boolean).join(', ')
        : null,
    price: { cents: row.price_cents, currency: row.currency === 'MXN' ? 'MXN' : 'EUR' },
    link,
  };
}
