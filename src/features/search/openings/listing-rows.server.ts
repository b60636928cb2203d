import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Currency } from '#domain/appointment.ts';
import { openingOf } from '#domain/openings.ts';
import { normalise, slugOf } from '#domain/profile.ts';
import { bayesianMean } from '#domain/reviews.ts';
import type { Tx } from '#ports/world.ts';
import { questionsOf, type OfferedService } from './agendas.server.ts';

/** The rows of some specialists as the tables want them. */
export interface ListingRows {
  listings: ({ service_id: string } & Record<string, unknown>)[];
  openings: Record<string, unknown>[];
  /** Every word of the search texts. */
  words: string[];
  /** Where they are found; those that are known are left alone. */
  cities: { country: string; name: string; plain_name: string; slug: string }[];
}
interface Source extends OfferedService {
  slug: string;
  name: string;
  headline: string;
  portrait: string;
  languages: string[];
  country: 'ES' | 'MX';
  city: string;
  place_city: string | null;
  place_cities: string[];
  specialties: string[];
  price_cents: number;
  currency: Currency;
  rating_count: number;
  rating_sum: number;
  alone: boolean;
}

const day = 86_400_000;
/** After so many the pages have their turn: some milliseconds. */
const inOneBreath = 8;

/** Everything that search keeps of these specialists as of `now`; nothing of whoever is not admitted or offers nothing (P1, P2). */
export async function computeListings(tx: Tx, specialists: readonly string[], now: Date): Promise<ListingRows> {
  const sources = await sourcesOf(tx, specialists);
  const farthest = Math.max(0, ...sources.map((source) => source.horizon_days));
  const range = { from: now, until: new Date(now.getTime() + (farthest + 4) * day) };
  const questions = sources.length > 0 ? await questionsOf(tx, sources, range, now) : new Map<string, never>();
  const known = await keysOf(tx, sources);
  const rows: ListingRows = { listings: [], openings: [], words: [], cities: known.missing };
  for (const [index, source] of sources.entries()) {
    const question = questions.get(source.service_id);
    if (!question) continue;
    const listing = listingOf(source, known.keyOf);
    rows.listings.push(listing);
    rows.words.push(...listing.search_text.trim().split(' '));
    rows.openings.push(openingRow(source, openingOf(question, shareOf(source.specialist_id))));
    if (index % inOneBreath === 0) await setImmediate();
  }
  rows.words = [...new Set(rows.words)].sort();
  return rows;
}

/** The cheapest active service of each specialist, modality and place. */
async function sourcesOf(tx: Tx, specialists: readonly string[]): Promise<Source[]> {
  const { rows } = await sql<Source>`
    select v.*, count(*) over (partition by v.specialist_id, v.modality) = 1 as alone,
      s.slug, btrim(s.title || ' ' || s.full_name) as name, s.headline, s.portrait, s.languages, s.country, s.city, s.zone, s.rating_count, s.rating_sum,
      t.slot_step_minutes as step_minutes, t.buffer_minutes, t.minimum_notice_minutes, t.horizon_days,
      p.city as place_city,
      array(select distinct city from places where specialist_id = s.id and archived_at is null order by city) as place_cities,
      array(select specialty_code from specialist_specialties where specialist_id = s.id order by position, specialty_code) as specialties
    from (
      select distinct on (specialist_id, modality, place_id) id as service_id, specialist_id, modality, place_id, duration_minutes, buffer_before_minutes as before_minutes,
        buffer_after_minutes as after_minutes, price_cents, currency
      from services where active and specialist_id = any(${specialists}::uuid[])
      order by specialist_id, modality, place_id, price_cents, id
    ) as v
    join specialists s on s.id = v.specialist_id
    join specialist_settings t on t.specialist_id = s.id
    left join places p on p.id = v.place_id
    where s.admitted_at is not null and (v.modality = 'in_person' or s.video_enabled)
  `.execute(tx);
  return rows;
}

/** By which keys the cities of these specialists are known, and those that nobody knew yet. */
async function keysOf(tx: Tx, sources: readonly Source[]) {
  const named = new Map<string, { country: 'ES' | 'MX'; name: string; plain_name: string }>();
  for (const { country, city, place_cities } of sources) {
    for (const name of [city, ...place_cities]) named.set(`${country}:${normalise(name)}`, { country, name, plain_name: normalise(name) });
  }
  const wanted = [...named].filter(([, { plain_name }]) => plain_name !== '');
  const { rows } = await sql<{ wanted: string; key: string }>`
    select x.country || ':' || x.plain_name as wanted, c.key
    from jsonb_to_recordset(${JSON.stringify(wanted.map(([, one]) => one))}::jsonb) as x(country text, plain_name text)
    cross join lateral (
      select key from cities where key = x.country || ':' || x.plain_name
      union all select key from cities where aliases @> array[x.plain_name] and country = x.country
    ) as c
  `.execute(tx);
  const keys = new Map(rows.map((row) => [row.wanted, row.key]));
  return {
    keyOf: (country: string, name: string) => keys.get(`${country}:${normalise(name)}`) ?? `${country}:${normalise(name)}`,
    missing: wanted.filter(([key]) => !keys.has(key)).map(([, one]) => ({ ...one, slug: slugOf(one.name, one.country) })),
  };
}

function listingOf(source: Source, keyOf: (country: string, name: string) => string) {
  const { country } = source;
  const found = source.modality === 'in_person' ? [source.place_city ?? source.city] : [source.city, ...source.place_cities];
  const words = new Set([source.name, source.headline, ...found].flatMap((text) => normalise(text).split(' ')).filter(Boolean));
  return {
    service_id: source.service_id,
    specialist_id: source.specialist_id,
    modality: source.modality,
    alone: source.alone,
    slug: source.slug,
    name: source.name,
    headline: source.headline,
    portrait: source.portrait,
    languages: source.languages,
    country,
    zone: source.zone,
    place_city: source.place_city,
    specialties: source.specialties,
    cities: [...new Set(found.map((name) => keyOf(country, name)))],
    duration_minutes: source.duration_minutes,
    price_cents: source.price_cents,
    currency: source.currency,
    rating_count: source.rating_count,
    rating_sum: source.rating_sum,
    score: bayesianMean({ count: source.rating_count, sum: source.rating_sum }),
    search_text: ` ${[...words].join(' ')} `,
  };
}

function openingRow(source: Source, opening: ReturnType<typeof openingOf>) {
  const first = opening.free[0];
  return {
    service_id: source.service_id,
    specialist_id: source.specialist_id,
    modality: source.modality,
    first_free_at: first ?? 'infinity',
    free_at: opening.free,
    dense_until: opening.denseUntil ?? 'infinity',
    days: opening.days.map((one) => one.date),
    day_firsts_at: opening.days.map((one) => one.first),
    minimum_notice_minutes: source.minimum_notice_minutes,
    horizon_days: source.horizon_days,
    advance_at: first ? new Date(first.getTime() - source.minimum_notice_minutes * 60_000) : 'infinity',
    refresh_at: opening.refreshAt,
  };
}

/** 0 to 1, the same for a specialist every day. */
function shareOf(specialistId: string): number {
  return Number.parseInt(specialistId.slice(-4), 16) / 0x10000;
}
