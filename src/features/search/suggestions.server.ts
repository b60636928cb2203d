import { sql } from 'kysely';
import type { Locale } from '#domain/people.ts';
import { normalise } from '#domain/profile.ts';
import { nearestWord, tellingWords } from '#domain/search.ts';
import type { World } from '#ports/world.ts';
import { m } from '#texts/compiled/messages.js';
import { listCities, listSpecialties } from './catalogue.server.ts';
import { cityWithCountry, countryName } from './cities.server.ts';
import type { SuggestField, Suggestion } from './suggestions.ts';
import { knownWords, listNamedSpecialties, suggestSpecialties } from './vocabulary.server.ts';

type Reader = Pick<World, 'as' | 'clock'>;
const visitor = { kind: 'visitor' } as const;
const mostSpecialties = 4;
const mostSpecialists = 4;
const mostCities = 6;
const shortestName = 3;

/** What to offer for an unfinished text; nothing under two letters (P4). Only what leads to somebody. */
export async function suggest(world: Reader, input: { field: SuggestField; text: string; locale: Locale }): Promise<Suggestion[]> {
  const text = normalise(input.text);
  if (text.length < 2) return [];
  if (input.field === 'donde') return suggestCities(world, text, input.locale);
  const [specialties, specialists] = await Promise.all([practised(world, text, input.locale), suggestSpecialists(world, text)]);
  return [...specialties, ...specialists];
}

async function practised(world: Reader, text: string, locale: Locale): Promise<Suggestion[]> {
  const [found, counts] = await Promise.all([suggestSpecialties(world, text), listSpecialties(world, locale)]);
  const codes = new Set(found.map((one) => one.code));
  return counts
    .filter((one) => codes.has(one.code))
    .slice(0, mostSpecialties)
    .map((one) => ({
      kind: 'specialty',
      text: one.name,
      detail: one.specialists === 1 ? m.search_one({}, { locale }) : m.search_count({ count: one.specialists }, { locale }),
      href: null,
    }));
}

/** Whoever has names that begin with all the words, the best rated first. */
async function suggestSpecialists(world: Reader, text: string): Promise<Suggestion[]> {
  const words = tellingWords(text);
  if (!words.some((word) => word.length >= shortestName)) return [];
  const begins = sql.join(words.map((word) => sql`search_text like ${`% ${word}%`}`), sql` and `);
  const { rows } = await world.as(visitor, (tx) =>
    sql<{ slug: string; name: string; headline: string }>`
      select slug, name, headline from (select distinct on (specialist_id) * from listings where ${begins} order by specialist_id limit 200) as found
      order by score desc, slug limit ${mostSpecialists}
    `.execute(tx),
  );
  return rows.map(({ slug, name, headline }) => ({ kind: 'specialist', text: name, detail: headline, href: `/especialistas/${slug}` }));
}

async function suggestCities(world: Reader, text: string, locale: Locale): Promise<Suggestion[]> {
  const cities = await listCities(world);
  const shared = new Set(cities.map((city) => city.name).filter((name, index, all) => all.indexOf(name) !== index));
  const begins = cities.filter((city) => [city.name, ...city.aliases].some((name) => ` ${normalise(name)}`.includes(` ${text}`)));
  const near = begins.length > 0 ? null : nearestWord(text, cities.map((city) => normalise(city.name)));
  return (near ? cities.filter((city) => normalise(city.name) === near.word) : begins).slice(0, mostCities).map((city) => ({
    kind: 'city',
    text: shared.has(city.name) ? cityWithCountry(city, locale) : city.name,
    detail: countryName(city.country, locale),
    href: null,
  }));
}

/** What somebody may have meant who found nobody: specialties and names that look or sound like it, four at most. */
export async function didYouMean(world: Reader, text: string, locale: Locale): Promise<string[]> {
  const asked = tellingWords(text);
  if (asked.length === 0) return [];
  const [named, counts, known] = await Promise.all([
    listNamedSpecialties(world),
    listSpecialties(world, locale),
    world.as(visitor, (tx) => knownWords(tx, asked)),
  ]);
  const names = asked.map((word) => known.get(word)?.alike[0] ?? word).join(' ');
  const practisedNow = new Map(counts.map((one) => [one.code, one.name]));
  const alike = named.filter((one) => one.words.some((word) => shareBeginning(normalise(word), asked))).flatMap((one) => practisedNow.get(one.code) ?? []);
  return [...new Set([...(names === asked.join(' ') ? [] : [names]), ...alike])].slice(0, 4);
}

const common = 4;
function shareBeginning(word: string, asked: readonly string[]): boolean {
  return asked.some((one) => one.length >= common && word.startsWith(one.slice(0, common)));
}
