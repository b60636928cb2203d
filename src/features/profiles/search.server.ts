import { sql, type RawBuilder } from 'kysely';
import type { Currency, Modality } from '#domain/appointment.ts';
import { normalise } from '#domain/profile.ts';
import { ratingOf } from '#domain/reviews.ts';
import { dayOfInstant } from '#domain/time.ts';
import type { Tx, World } from '#ports/world.ts';
import { findCities, findSpecialty } from './catalogue.server.ts';
import { slotsOfServices } from './free-slots.server.ts';

export interface Search {
  text: string;
  city: string;
  modality: Modality | null;
  languages: string[];
  maxPrice: { cents: number; currency: Currency } | null;
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
  video: FoundService | null;
  inPerson: FoundService | null;
  /** The one whose free slots these are. */
  service: FoundService | null;
  slots: Date[];
}
export interface SearchResult {
  total: number;
  pages: number;
  hits: Hit[];
  specialty: { code: string; nameEs: string; nameEn: string } | null;
  /** The city as it is written, where the search named one that is known. */
  city: string | null;
}

const perPage = 20;
/** So many of the best are asked for their first free hour when the soonest come first. */
const considered = 60;
const lookAheadDays = 21;
const day = 86_400_000;
const shortWord = 7;
const alikeLong = 0.55;
const alikeShort = '0.38';
const smallWords = new Set(['de', 'del', 'la', 'el', 'los', 'las', 'en', 'y', 'con', 'para', 'un', 'una', 'dr', 'dra', 'doctor', 'doctora', 'medico', 'medica', 'the', 'in', 'of', 'and', 'for']);

/**
 * Specialists by name, specialty, synonym, city, language, modality and price, typos and accents forgiven, with their
 * next free slots; the soonest first or the best fitting (P4). The video message is never read (P3).
 */
export async function searchSpecialists(world: Pick<World, 'as' | 'clock'>, search: Search): Promise<SearchResult> {
  const now = world.clock.now();
  return world.as({ kind: 'visitor' }, async (tx) => {
    const specialty = await findSpecialty(tx, search.text);
    const cities = search.city.trim() ? await findCities(tx, search.city) : null;
    const city = cities ? (cities[0] ?? null) : null;
    if (cities?.length === 0) return { total: 0, pages: 0, hits: [], specialty, city };
    const skipped = (search.page - 1) * perPage;
    if (search.order === 'relevance' && !search.onDate) {
      const rows = await candidates(tx, search, cities, perPage, skipped);
      const total = rows[0]?.total ?? 0;
      return { total, pages: Math.ceil(total / perPage), hits: await withSlots(tx, rows, search, now), specialty, city };
    }
    const rows = await candidates(tx, search, cities, considered, 0);
    const all = await withSlots(tx, rows, search, now);
    const fitting = search.onDate ? all.filter((hit) => hit.slots.length > 0) : all;
    if (search.order === 'soonest') fitting.sort((a, b) => firstOf(a) - firstOf(b));
    const total = search.onDate ? fitting.length : (rows[0]?.total ?? 0);
    return { total, pages: Math.ceil(fitting.length / perPage), hits: fitting.slice(skipped, skipped + perPage), specialty, city };
  });
}

/** How many a search would find, for the ways on from one that finds nobody. */
export async function countSpecialists(world: Pick<World, 'as'>, search: Search): Promise<number> {
  return world.as({ kind: 'visitor' }, async (tx) => {
    const cities = search.city.trim() ? await findCities(tx, search.city) : null;
    if (cities?.length === 0) return 0;
    return (await candidates(tx, search, cities, 1, 0))[0]?.total ?? 0;
  });
}

/** In which cities a search without its city finds somebody, those with most first. */
export async function countByCity(world: Pick<World, 'as'>, search: Search): Promise<{ city: string; count: number }[]> {
  return world.as({ kind: 'visitor' }, async (tx) => {
    await allowTypos(tx);
    const { rows } = await sql<{ city: string; count: number }>`
      select s.city, count(*) as count from specialists as s where ${fits(search, null)} group by s.city order by count desc, s.city limit 4
    `.execute(tx);
    return rows;
  });
}

/** From where on the index offers a word as like another. */
async function allowTypos(tx: Tx): Promise<void> {
  await sql`select set_config('pg_trgm.strict_word_similarity_threshold', ${alikeShort}, true)`.execute(tx);
}

interface Candidate {
  id: string;
  slug: string;
  title: string;
  full_name: string;
  headline: string;
  portrait: string;
  languages: string[];
  zone: string;
  rating_count: number;
  rating_sum: number;
  total: number;
}

async function candidates(tx: Tx, search: Search, cities: string[] | null, limit: number, offset: number): Promise<Candidate[]> {
  await allowTypos(tx);
  const likeness = wordsOf(search.text).map((word) => sql`strict_word_similarity(${word}, s.search_text)`);
  const score = likeness.length > 0 ? sql`(${sql.join(likeness, sql` + `)}) / ${likeness.length}::real` : sql`0`;
  const { rows } = await sql<Candidate>`
    select s.id, s.slug, s.title, s.full_name, s.headline, s.portrait, s.languages, s.zone, s.rating_count, s.rating_sum, count(*) over () as total
    from specialists as s where ${fits(search, cities)}
    order by round((${score})::numeric, 1) desc, (s.rating_sum + 45)::real / (s.rating_count + 10) desc, s.slug
    limit ${limit} offset ${offset}
  `.execute(tx);
  return rows;
}

function fits(search: Search, cities: string[] | null): RawBuilder<unknown> {
  const conditions = [sql`s.admitted_at is not null`];
  for (const word of wordsOf(search.text)) {
    conditions.push(sql`(s.search_text like ${`%${word}%`} or (${word} <<% s.search_text and ${likeEnough(word)}))`);
  }
  if (cities) conditions.push(sql`(s.city = any(${cities}) or exists (select 1 from places p where p.specialist_id = s.id and p.city = any(${cities})))`);
  if (search.languages.length > 0) conditions.push(sql`s.languages && ${search.languages}::text[]`);
  if (search.modality === 'video') conditions.push(sql`s.video_enabled`);
  const { maxPrice, modality } = search;
  conditions.push(sql`exists (
    select 1 from services v where v.specialist_id = s.id and v.active and (v.modality = 'in_person' or s.video_enabled)
      ${modality ? sql`and v.modality = ${modality}` : sql``}
      ${maxPrice ? sql`and v.currency = ${maxPrice.currency} and v.price_cents <= ${maxPrice.cents}` : sql``}
  )`);
  return sql.join(conditions, sql` and `);
}

/**
 * How like a word must be: "dermatolojia" is dermatología, "reumatologia" is not traumatología. Short words share few
 * letters with their own typos ("Garsia"), so they must begin alike instead.
 */
function likeEnough(word: string): RawBuilder<unknown> {
  const alike = sql`strict_word_similarity(${word}, s.search_text)`;
  if (word.length > shortWord) return sql`${alike} >= ${alikeLong}`;
  return sql`(${alike} >= ${alikeLong} or ' ' || s.search_text like ${`% ${word.slice(0, 2)}%`})`;
}

/** What is worth looking for; a search of small words alone looks for these. */
function wordsOf(text: string): string[] {
  const words = normalise(text).split(' ').filter(Boolean).slice(0, 8);
  const telling = words.filter((word) => word.length > 1 && !smallWords.has(word));
  return telling.length > 0 ? telling : words;
}

async function withSlots(tx: Tx, rows: Candidate[], search: Search, now: Date): Promise<Hit[]> {
  if (rows.length === 0) return [];
  const services = await tx
    .selectFrom('services as v')
    .leftJoin('places as p', 'p.id', 'v.place_id')
    .innerJoin('specialists as s', 's.id', 'v.specialist_id')
    .where('v.specialist_id', 'in', rows.map((row) => row.id))
    .where('v.active', '=', true)
    .where((eb) => eb.or([eb('v.modality', '=', 'in_person'), eb('s.video_enabled', '=', true)]))
    .orderBy('v.price_cents')
    .orderBy('v.id')
    .select(['v.id', 'v.specialist_id', 'v.modality', 'v.duration_minutes as durationMinutes', 'v.price_cents as priceCents', 'v.currency', 'p.city'])
    .execute();
  const chosen = rows.map((row) => {
    const own = services.filter((service) => service.specialist_id === row.id).map(({ specialist_id: _owner, ...service }) => service);
    const video = own.find((service) => service.modality === 'video') ?? null;
    const inPerson = own.find((service) => service.modality === 'in_person') ?? null;
    return { row, video, inPerson, service: search.modality === 'in_person' ? inPerson : (video ?? inPerson) };
  });
  const { onDate } = search;
  // The date begins and ends at other instants in other zones: a day more each side, then each in its own.
  const middle = onDate ? Date.parse(onDate) : Number.NaN;
  const range = onDate
    ? { from: new Date(Math.max(now.getTime(), middle - day)), until: new Date(middle + 2 * day) }
    : { from: now, until: new Date(now.getTime() + lookAheadDays * day) };
  const slots = await slotsOfServices(tx, chosen.flatMap(({ service }) => (service ? [service.id] : [])), range, now);
  return chosen.map(({ row, video, inPerson, service }) => ({
    slug: row.slug,
    name: `${row.title} ${row.full_name}`.trim(),
    headline: row.headline,
    portrait: row.portrait,
    languages: row.languages,
    rating: ratingOf({ count: row.rating_count, sum: row.rating_sum }),
    ratingCount: row.rating_count,
    zone: row.zone,
    video,
    inPerson,
    service,
    slots: ((service && slots.get(service.id)?.free) ?? []).filter((slot) => !onDate || dayOfInstant(row.zone, slot) === onDate),
  }));
}

function firstOf(hit: Hit): number {
  return hit.slots[0]?.getTime() ?? Number.POSITIVE_INFINITY;
}
