import { sql } from 'kysely';
import type { Currency, Modality } from '#domain/appointment.ts';
import { ratingOf } from '#domain/reviews.ts';
import type { Tx, World } from '#ports/world.ts';
import { citiesAround, findCities, readCentres, type City } from './cities.server.ts';
import { countFound, readPage, type Filter, type FoundRow } from './found.server.ts';
import { slotsFrom } from './openings/page-slots.server.ts';
import { listNamedSpecialties, meaningOf, type Specialty } from './vocabulary.server.ts';

export interface Search {
  text: string;
  /** A specialty by its code, for pages that know which; narrower than any text. */
  specialty?: string;
  city: string;
  /** Kilometres around the city; 0: the city itself. */
  radiusKm: number;
  modality: Modality | null;
  languages: string[];
  maxPrice: { cents: number; currency: Currency } | null;
  /** Tenths of stars at least; 0: any. */
  minRating: number;
  /** Only who has a free hour on this date, on the wall of the specialist's zone. */
  onDate: string | null;
  order: 'soonest' | 'relevance';
  /** From 1. */
  page: number;
}
export interface FoundService {
  id: string;
  modality: Modality;
  durationMinutes: number;
  priceCents: number;
  currency: Currency;
  city: string | null;
}
export interface Hit {
  slug: string;
  name: string;
  headline: string;
  portrait: string;
  languages: string[];
  rating: number | null;
  ratingCount: number;
  zone: string;
  /** The one that fits the search; these are its free slots. */
  service: FoundService;
  /** Of the other modality, where there is one. */
  other: FoundService | null;
  /** From the centre of the searched city; null in the city itself or where that is not known. */
  distanceKm: number | null;
  slots: Date[];
}
export interface SearchResult {
  /** Counted up to `countLimit`; one more means "more than". */
  total: number;
  pages: number;
  hits: Hit[];
  /** Named by the text, where it names one alone. */
  specialty: Specialty | null;
  /** What was searched for in place of what was typed. */
  corrected: string | null;
  /** Every city of that name, the one meant first; empty where the name is of none or none was asked for. */
  cities: City[];
  /** No city is called what was asked for; `cities` holds the one that looks like it. */
  cityGuessed: boolean;
}

export const perPage = 20;
/** Beyond this nobody counts. */
export const countLimit = 1000;

/** How near, by the keys of cities; null: anywhere. */
interface Where {
  cities: City[];
  guessed: boolean;
  around: Map<string, number> | null;
}

/**
 * Specialists by name, specialty, synonym, city, distance, language, modality, price, rating and date, typos and accents
 * forgiven, with their next free slots; the soonest first or the best fitting (P4). Reads what is kept of free hours and
 * computes agendas only for the page of a chosen date (S8). The video message is never read (P3).
 */
export async function searchSpecialists(world: Pick<World, 'as' | 'clock'>, search: Search): Promise<SearchResult> {
  const now = world.clock.now();
  await readAhead(world, search);
  return world.as({ kind: 'visitor' }, async (tx) => {
    const { filter, where, specialty, corrected } = await filterOf(world, tx, search, now);
    const nothing = { total: 0, pages: 0, hits: [], specialty, corrected, cities: where.cities, cityGuessed: where.guessed };
    if (search.city.trim() && where.cities.length === 0) return nothing;
    const page = { order: search.order, limit: perPage, offset: (search.page - 1) * perPage, countLimit };
    const { total, rows } = await readPage(tx, filter, page);
    const slots = await slotsFrom(tx, rows, search.onDate, now);
    const hits = rows.map((row) => hit(row, slots.get(row.service_id) ?? [], where.around));
    return {
      ...nothing,
      total,
      pages: Math.ceil(Math.min(total, countLimit) / perPage),
      // Between the row and the agenda an hour may have gone: whoever has none left on the date is not shown.
      hits: search.onDate ? hits.filter((one) => one.slots.length > 0) : hits,
    };
  });
}

/** How many a search would find, counted up to `countLimit` and one, for the ways on from one that finds nobody. */
export async function countSpecialists(world: Pick<World, 'as' | 'clock'>, search: Search): Promise<number> {
  const now = world.clock.now();
  await readAhead(world, search);
  return world.as({ kind: 'visitor' }, async (tx) => {
    const { filter, where } = await filterOf(world, tx, search, now);
    return search.city.trim() && where.cities.length === 0 ? 0 : countFound(tx, filter, countLimit + 1);
  });
}

/** In which cities a search without its city finds somebody, those with most first. */
export async function countByCity(world: Pick<World, 'as' | 'clock'>, search: Search): Promise<{ city: string; count: number }[]> {
  const now = world.clock.now();
  return world.as({ kind: 'visitor' }, async (tx) => {
    const { filter } = await filterOf(world, tx, { ...search, city: '' }, now);
    const { rows } = await sql<{ city: string; count: number }>`
      select c.name as city, count(distinct l.specialist_id) as count
      from listings l join openings o using (service_id) cross join unnest(l.cities) as k(key) join cities c on c.key = k.key
      where ${filter.conditions(sql`l`, sql`o`)} group by c.name order by count desc, c.name limit 4
    `.execute(tx);
    return rows;
  });
}

/** What is kept for a minute is read before a transaction begins: nobody waits for a second connection while they hold one. */
async function readAhead(world: Pick<World, 'as' | 'clock'>, { radiusKm }: Search): Promise<void> {
  await listNamedSpecialties(world);
  if (radiusKm > 0) await readCentres(world);
}

async function filterOf(world: Pick<World, 'as' | 'clock'>, tx: Tx, search: Search, now: Date) {
  const where = await whereOf(world, tx, search);
  const meaning = await meaningOf(world, tx, search.text);
  const { specialties, words, corrected } = meaning;
  const codes = search.specialty ? [search.specialty] : specialties.map((one) => one.code);
  const filter: Filter = {
    modality: search.modality,
    conditions: (l, o) => {
      const all = [sql`true`];
      if (search.modality) all.push(sql`${l}.modality = ${search.modality} and ${o}.modality = ${search.modality}`);
      if (codes.length > 0) all.push(sql`${l}.specialties && ${codes}::text[]`);
      if (search.city.trim()) all.push(sql`${l}.cities && ${[...(where.around?.keys() ?? [])]}::text[]`);
      for (const word of words) all.push(sql`${l}.search_text like ${`% ${word}%`}`);
      if (search.languages.length > 0) all.push(sql`${l}.languages && ${search.languages}::text[]`);
      if (search.maxPrice) all.push(sql`${l}.currency = ${search.maxPrice.currency} and ${l}.price_cents <= ${search.maxPrice.cents}`);
      if (search.minRating > 0) all.push(sql`${l}.rating_count > 0 and ${l}.rating_sum * 10 >= ${search.minRating} * ${l}.rating_count`);
      if (search.onDate) all.push(freeOn(search.onDate, o, l, now));
      return sql.join(all, sql` and `);
    },
    firstAt: search.onDate ? (l, o) => firstOn(search.onDate ?? '', o, l, now) : null,
  };
  return { filter, where, specialty: specialties.length === 1 && words.length === 0 ? (specialties[0] ?? null) : null, corrected };
}

type Table = ReturnType<typeof sql>;

/** Whether a free hour is kept for the date: today's by the first hour, which is always right, others by the days. */
function freeOn(date: string, o: Table, l: Table, now: Date) {
  const today = sql`(${now}::timestamptz at time zone ${l}.zone)::date`;
  return sql`(case when ${today} = ${date}::date then (${o}.first_free_at at time zone ${l}.zone)::date = ${date}::date
    else ${o}.days @> array[${date}::date] and ${date}::date between ${today} and ${today} + ${o}.horizon_days end)`;
}

function firstOn(date: string, o: Table, l: Table, now: Date) {
  return sql`(case when (${now}::timestamptz at time zone ${l}.zone)::date = ${date}::date then ${o}.first_free_at
    else ${o}.day_firsts_at[array_position(${o}.days, ${date}::date)] end)`;
}

async function whereOf(world: Pick<World, 'as' | 'clock'>, tx: Tx, search: Search): Promise<Where> {
  const { cities, guessed } = search.city.trim() ? await findCities(tx, search.city) : { cities: [], guessed: false };
  const centre = cities[0];
  if (!centre) return { cities, guessed, around: null };
  if (search.radiusKm === 0) return { cities, guessed, around: new Map(cities.map((city) => [city.key, 0])) };
  return { cities, guessed, around: await citiesAround(world, centre, search.radiusKm) };
}

function hit(row: FoundRow, slots: Date[], around: Map<string, number> | null): Hit {
  const distances = row.cities.flatMap((key) => around?.get(key) ?? []);
  const distance = distances.length > 0 ? Math.round(Math.min(...distances)) : 0;
  return {
    slug: row.slug,
    name: row.name,
    headline: row.headline,
    portrait: row.portrait,
    languages: row.languages,
    rating: ratingOf({ count: row.rating_count, sum: row.rating_sum }),
    ratingCount: row.rating_count,
    zone: row.zone,
    service: {
      id: row.service_id,
      modality: row.modality,
      durationMinutes: row.duration_minutes,
      priceCents: row.price_cents,
      currency: row.currency,
      city: row.place_city,
    },
    other: row.other,
    distanceKm: distance > 0 ? distance : null,
    slots,
  };
}
