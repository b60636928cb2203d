import { sql, type RawBuilder } from 'kysely';
import type { Currency } from '#domain/appointment.ts';
import type { Locale } from '#domain/people.ts';
import type { Tx, World } from '#ports/world.ts';
import { findCityBySlug, type City } from '../cities.server.ts';

/** What a landing page can truly say of a specialty, anywhere or in one city. */
export interface LandingFacts {
  code: string;
  name: string;
  city: City | null;
  specialists: number;
  video: number;
  inPerson: number;
  /** From the cheapest to the dearest, by modality and currency. */
  prices: { modality: 'video' | 'in_person'; currency: Currency; from: number; to: number }[];
  rating: { mean: number; count: number } | null;
  languages: string[];
  /** The first free hour and the zone of who has it. */
  next: { at: Date; zone: string } | null;
  cities: { name: string; slug: string; country: 'ES' | 'MX'; specialists: number }[];
  /** Other specialties of the same city. */
  others: { code: string; name: string; specialists: number }[];
}

const visitor = { kind: 'visitor' } as const;
const mostCities = 24;
const mostOthers = 12;

/** The facts of a landing; null where the specialty is not known or nobody is there: no page says nothing (P5). */
export async function findLanding(
  world: Pick<World, 'as'>,
  input: { code: string; city: string | null; locale: Locale },
): Promise<LandingFacts | null> {
  return world.as(visitor, async (tx) => {
    const specialty = await tx.selectFrom('specialties').select(['code', 'name_es', 'name_en']).where('code', '=', input.code).executeTakeFirst();
    const city = input.city === null ? null : await findCityBySlug(tx, input.city);
    if (!specialty || (input.city !== null && !city)) return null;
    const here = sql`l.specialties @> array[${input.code}] ${city ? sql`and l.cities @> array[${city.key}]` : sql``}`;
    const sums = await sumsOf(tx, here);
    if (!sums || sums.specialists === 0) return null;
    return {
      code: specialty.code,
      name: input.locale === 'es' ? specialty.name_es : specialty.name_en,
      city,
      specialists: sums.specialists,
      video: sums.video,
      inPerson: sums.in_person,
      rating: sums.rating_count > 0 ? { mean: sums.rating_sum / sums.rating_count, count: sums.rating_count } : null,
      languages: sums.languages,
      prices: await pricesOf(tx, here),
      next: await nextOf(tx, here),
      cities: await citiesOf(tx, sql`l.specialties @> array[${input.code}]`, city),
      others: city ? await othersOf(tx, input, city) : [],
    };
  });
}

type Condition = RawBuilder<unknown>;

async function sumsOf(tx: Tx, here: Condition) {
  const { rows } = await sql<{ specialists: number; video: number; in_person: number; rating_count: number; rating_sum: number; languages: string[] }>`
    with found as (
      select specialist_id, bool_or(modality = 'video') as video, bool_or(modality = 'in_person') as in_person,
        max(rating_count) as rating_count, max(rating_sum) as rating_sum, (array_agg(languages))[1:1] as languages
      from listings l where ${here} group by specialist_id
    )
    select count(*) as specialists, count(*) filter (where video) as video, count(*) filter (where in_person) as in_person,
      coalesce(sum(rating_count), 0)::int as rating_count, coalesce(sum(rating_sum), 0)::int as rating_sum,
      array(select language from found f cross join unnest(f.languages) as language group by language order by count(*) desc, language <> 'es', language limit 8) as languages
    from found
  `.execute(tx);
  return rows[0];
}

async function pricesOf(tx: Tx, here: Condition): Promise<LandingFacts['prices']> {
  const { rows } = await sql<LandingFacts['prices'][number]>`
    select modality, currency, min(price_cents) as from, max(price_cents) as to
    from listings l where ${here} group by modality, currency order by modality desc, count(*) desc, currency
  `.execute(tx);
  return rows;
}

async function nextOf(tx: Tx, here: Condition): Promise<LandingFacts['next']> {
  const { rows } = await sql<{ at: Date; zone: string }>`
    select o.first_free_at as at, l.zone from listings l join openings o using (service_id)
    where ${here} and o.first_free_at < 'infinity' order by o.first_free_at, o.service_id limit 1
  `.execute(tx);
  return rows[0] ?? null;
}

async function citiesOf(tx: Tx, of: Condition, except: City | null): Promise<LandingFacts['cities']> {
  const { rows } = await sql<LandingFacts['cities'][number]>`
    select c.name, c.slug, c.country, count(distinct l.specialist_id) as specialists
    from listings l cross join unnest(l.cities) as k(key) join cities c on c.key = k.key
    where ${of} ${except ? sql`and c.key <> ${except.key} and c.country = ${except.country}` : sql``}
    group by c.key order by specialists desc, c.population desc, c.key limit ${mostCities}
  `.execute(tx);
  return rows;
}

async function othersOf(tx: Tx, { code, locale }: { code: string; locale: Locale }, city: City): Promise<LandingFacts['others']> {
  const { rows } = await sql<LandingFacts['others'][number]>`
    select y.code, ${locale === 'es' ? sql`y.name_es` : sql`y.name_en`} as name, count(distinct l.specialist_id) as specialists
    from listings l cross join unnest(l.specialties) as k(code) join specialties y on y.code = k.code
    where l.cities @> array[${city.key}] and y.code <> ${code}
    group by y.code order by specialists desc, y.code limit ${mostOthers}
  `.execute(tx);
  return rows;
}
