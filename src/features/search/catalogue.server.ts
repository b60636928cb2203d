import { sql } from 'kysely';
import type { Locale } from '#domain/people.ts';
import type { World } from '#ports/world.ts';
import { cachedForAMinute } from './cached.server.ts';

type Reader = Pick<World, 'as' | 'clock'>;
const visitor = { kind: 'visitor' } as const;

export interface SpecialtyCount {
  code: string;
  name: string;
  specialists: number;
  /** How many of them by video. */
  video: number;
}
interface Counts {
  specialties: { code: string; nameEs: string; nameEn: string; specialists: number; video: number }[];
  cities: { name: string; aliases: string[]; slug: string; country: 'ES' | 'MX'; specialists: number }[];
  languages: string[];
}

/** What there is to choose from, as it was a minute ago at most: counts over everybody. */
const readCounts = cachedForAMinute(async (world: Reader): Promise<Counts> => {
  return world.as(visitor, async (tx) => {
    const specialties = await sql<Counts['specialties'][number]>`
      select y.code, y.name_es as "nameEs", y.name_en as "nameEn", count(distinct l.specialist_id) as specialists,
        count(distinct l.specialist_id) filter (where l.modality = 'video') as video
      from listings l cross join unnest(l.specialties) as k(code) join specialties y on y.code = k.code
      group by y.code order by sum(l.rating_count) desc, specialists desc, y.code
    `.execute(tx);
    const cities = await sql<Counts['cities'][number]>`
      select c.name, c.aliases, c.slug, c.country, count(distinct l.specialist_id) as specialists
      from listings l cross join unnest(l.cities) as k(key) join cities c on c.key = k.key
      group by c.key order by specialists desc, c.population desc, c.key
    `.execute(tx);
    const languages = await sql<{ language: string }>`
      select language from (select distinct on (specialist_id) languages from listings) as l, unnest(l.languages) as language
      group by language order by count(*) desc, language <> 'es', language
    `.execute(tx);
    return { specialties: specialties.rows, cities: cities.rows, languages: languages.rows.map((row) => row.language) };
  });
});

/** The specialties that somebody here practises, those that people come for most first (P4). */
export async function listSpecialties(world: Reader, locale: Locale): Promise<SpecialtyCount[]> {
  const { specialties } = await readCounts(world);
  return specialties.map(({ code, nameEs, nameEn, specialists, video }) => ({ code, name: locale === 'es' ? nameEs : nameEn, specialists, video }));
}

/** The cities in which somebody here works, those with most first. */
export async function listCities(world: Reader): Promise<Counts['cities']> {
  return (await readCounts(world)).cities;
}

/** The languages that somebody here speaks, by their codes, the commonest first (P4). */
export async function listLanguages(world: Reader): Promise<string[]> {
  return (await readCounts(world)).languages;
}
