import { sql } from 'kysely';
import type { Locale } from '#domain/people.ts';
import { normalise } from '#domain/profile.ts';
import { distanceKm, isSlipOf, roundedPoint, type Point } from '#domain/search.ts';
import type { Tx, World } from '#ports/world.ts';
import { m } from '#texts/compiled/messages.js';
import { cachedForAMinute } from './cached.server.ts';

export interface City {
  key: string;
  country: 'ES' | 'MX';
  name: string;
  slug: string;
  point: Point | null;
}
/** What a text says of cities; `guessed`: none is called that, the nearest is meant. */
export interface MeantCities {
  cities: City[];
  guessed: boolean;
}
interface CityRow {
  key: string;
  country: 'ES' | 'MX';
  name: string;
  slug: string;
  latitude: number | null;
  longitude: number | null;
}

const columns = sql`c.key, c.country, c.name, c.slug, c.latitude, c.longitude`;
const kmOfADegree = 111;
const alike = 0.4;
/** Below this, likeness alone says nothing: "Villarriba del Monte" is not "Orilla del Monte". */
const plainlyAlike = 0.6;
/** Whose centre is nearer counts as here; beyond the second nobody is near. */
const hereKm = 15;
const nearKm = 150;
const countries: Record<string, 'ES' | 'MX'> = { espana: 'ES', spain: 'ES', es: 'ES', mexico: 'MX', mx: 'MX' };

const cityOf = ({ latitude, longitude, ...row }: CityRow): City => ({
  ...row,
  point: latitude === null || longitude === null ? null : { latitude, longitude },
});

/**
 * The cities that a text means: by name or nickname, otherwise by their first letters or with a typo; those with somebody
 * to find first, then the larger. "Mérida" means both, "Mérida, México" one (P4).
 */
export async function findCities(tx: Tx, text: string): Promise<MeantCities> {
  const [, namePart = text, countryPart = ''] = /^(.*?)[,(]([^,()]+)\)?\s*$/.exec(text) ?? [];
  const country = countries[normalise(countryPart)] ?? null;
  const wanted = normalise(country ? namePart : text);
  if (wanted === '') return { cities: [], guessed: false };
  const inCountry = country ? sql`and c.country = ${country}` : sql``;
  const { rows: exact } = await sql<CityRow & { somebody: boolean }>`
    select ${columns}, exists (select 1 from listings l where l.cities @> array[c.key]) as somebody
    from cities c where (c.plain_name = ${wanted} or c.aliases @> array[${wanted}]) ${inCountry} order by somebody desc, c.population desc
  `.execute(tx);
  if (exact.length > 0) return { cities: exact.filter((row, index) => row.somebody || index === 0).map(cityOf), guessed: false };
  const { rows: near } = await sql<CityRow & { somebody: boolean; begins: boolean; plainName: string; likeness: number }>`
    select ${columns}, exists (select 1 from listings l where l.cities @> array[c.key]) as somebody, c.plain_name like ${`${wanted}%`} as begins,
      c.plain_name as "plainName", similarity(c.plain_name, ${wanted}) as likeness
    from (
      select * from cities c where (c.plain_name like ${`${wanted}%`} or c.plain_name % ${wanted}) ${inCountry}
        and (c.plain_name like ${`${wanted}%`} or similarity(c.plain_name, ${wanted}) >= ${alike})
      order by similarity(c.plain_name, ${wanted}) desc, c.population desc limit 8
    ) as c
    order by somebody desc, similarity(c.plain_name, ${wanted}) desc, c.population desc
  `.execute(tx);
  const meant = near.filter((row) => row.begins || row.likeness >= plainlyAlike || isSlipOf(wanted, row.plainName));
  const [row] = [...meant.filter((one) => one.somebody), ...meant];
  return { cities: row ? [cityOf(row)] : [], guessed: row !== undefined && !row.begins };
}

/** Where the cities are: they hardly ever change, and each search around one asks for hundreds of them. */
export const readCentres = cachedForAMinute(async (world: Pick<World, 'as' | 'clock'>) => {
  const { rows } = await world.as({ kind: 'visitor' }, (tx) =>
    sql<Point & { key: string }>`select key, latitude, longitude from cities where latitude is not null and longitude is not null`.execute(tx),
  );
  return rows;
});

/** The keys of all cities whose centre is so near, with how far it is; the city itself alone where it has no coordinates. */
export async function citiesAround(world: Pick<World, 'as' | 'clock'>, centre: City, radiusKm: number): Promise<Map<string, number>> {
  const { point } = centre;
  if (!point || radiusKm === 0) return new Map([[centre.key, 0]]);
  const { high, wide } = boxAround(point, radiusKm);
  const near = (await readCentres(world)).flatMap((one): [string, number][] => {
    if (Math.abs(one.latitude - point.latitude) > high || Math.abs(one.longitude - point.longitude) > wide) return [];
    const km = distanceKm(point, one);
    return km <= radiusKm ? [[one.key, km]] : [];
  });
  return new Map([[centre.key, 0], ...near]);
}

/**
 * The city that somebody at this point means by "here", as one types it: the largest around, otherwise the nearest; null
 * far from all. With its country where the other one has a city of that name.
 */
export async function cityAt(world: Pick<World, 'as'>, at: Point, locale: Locale): Promise<string | null> {
  const point = roundedPoint(at);
  return world.as({ kind: 'visitor' }, async (tx) => {
    const rows = await citiesInBox(tx, point, nearKm);
    const away = rows.map((row) => ({ row, km: distanceKm(point, row) })).filter(({ km }) => km <= nearKm);
    const here = away.filter(({ km }) => km <= hereKm).sort((a, b) => b.row.population - a.row.population);
    const city = (here[0] ?? away.sort((a, b) => a.km - b.km)[0])?.row;
    if (!city) return null;
    const { rows: namesakes } = await sql`select 1 from cities where plain_name = ${normalise(city.name)} and country <> ${city.country}`.execute(tx);
    return namesakes.length > 0 ? cityWithCountry(city, locale) : city.name;
  });
}

/** "Mérida, México": which of two cities of one name is meant; `findCities` reads it. */
export function cityWithCountry(city: Pick<City, 'name' | 'country'>, locale: Locale): string {
  return `${city.name}, ${countryName(city.country, locale)}`;
}

export function countryName(country: 'ES' | 'MX', locale: Locale): string {
  return country === 'ES' ? m.country_spain({}, { locale }) : m.country_mexico({}, { locale });
}

export async function findCityBySlug(tx: Tx, slug: string): Promise<City | null> {
  const { rows } = await sql<CityRow>`select ${columns} from cities c where c.slug = ${slug}`.execute(tx);
  return rows[0] ? cityOf(rows[0]) : null;
}

function boxAround({ latitude }: Point, km: number): { high: number; wide: number } {
  const high = km / kmOfADegree;
  return { high, wide: high / Math.max(0.2, Math.cos((latitude * Math.PI) / 180)) };
}

async function citiesInBox(tx: Tx, point: Point, km: number) {
  const { high, wide } = boxAround(point, km);
  const { latitude, longitude } = point;
  const { rows } = await sql<CityRow & Point & { population: number }>`
    select ${columns}, c.population from cities c
    where c.latitude between ${latitude - high} and ${latitude + high} and c.longitude between ${longitude - wide} and ${longitude + wide}
  `.execute(tx);
  return rows;
}
