import { sql } from 'kysely';
import { nearestWord, readSpecialties, specialtiesBeginning, swappedLetters, tellingWords, vocabularyOf, type Vocabulary } from '#domain/search.ts';
import type { Tx, World } from '#ports/world.ts';
import { cachedForAMinute } from './cached.server.ts';

export interface Specialty {
  code: string;
  nameEs: string;
  nameEn: string;
  words: string[];
}
/** What the text of a search asks for. */
export interface Meaning {
  /** Any of these; empty: whoever. */
  specialties: Specialty[];
  /** Each must begin a word of the search text. */
  words: string[];
  /** The text with its typos mended, where there were any. */
  corrected: string | null;
}

const candidates = 6;

const readVocabulary = cachedForAMinute(async (world: Pick<World, 'as' | 'clock'>) => {
  const rows = await world.as({ kind: 'visitor' }, (tx) => tx.selectFrom('specialties').selectAll().orderBy('code').execute());
  const specialties = rows.map((row) => ({
    code: row.code,
    nameEs: row.name_es,
    nameEn: row.name_en,
    words: [row.code.replaceAll('-', ' '), row.name_es, row.name_en, row.practitioner_es, row.practitioner_en, ...row.synonyms],
  }));
  const byCode = new Map(specialties.map((one) => [one.code, one]));
  const vocabulary = vocabularyOf(specialties);
  return { specialties, byCode, vocabulary, single: [...vocabulary.phrases.keys()].filter((phrase) => !phrase.includes(' ')) };
});

/** Every specialty that can be named, practised by somebody or not. */
export async function listNamedSpecialties(world: Pick<World, 'as' | 'clock'>): Promise<Specialty[]> {
  return (await readVocabulary(world)).specialties;
}

/**
 * What a text asks for (P4). Letter by letter first: specialties and their synonyms, then the words of names; then what
 * a specialty or a name begins with; then whichever of both is fewest typos away.
 */
export async function meaningOf(world: Pick<World, 'as' | 'clock'>, tx: Tx, text: string): Promise<Meaning> {
  const { vocabulary, byCode, single } = await readVocabulary(world);
  const asked = tellingWords(text);
  const { specialties, rest } = readSpecialties(asked, vocabulary);
  const codes = new Set(specialties);
  const words: string[] = [];
  const mended = new Map<string, string>();
  const known = rest.length > 0 ? await knownWords(tx, rest) : new Map<string, Known>();
  for (const word of rest) {
    const { exact, begins, alike } = known.get(word) ?? { exact: false, begins: false, alike: [] };
    const prefixed = exact ? [] : specialtiesBeginning(word, vocabulary);
    if (prefixed.length > 0) for (const code of prefixed) codes.add(code);
    else if (exact || begins) words.push(word);
    else mend(word, alike);
  }
  return {
    specialties: [...codes].flatMap((code) => byCode.get(code) ?? []),
    words,
    corrected: mended.size > 0 ? asked.map((word) => mended.get(word) ?? word).join(' ') : null,
  };

  function mend(word: string, alike: string[]): void {
    const specialty = nearestWord(word, single);
    const name = nearestWord(word, alike);
    if (specialty && (!name || specialty.wrong <= name.wrong)) {
      for (const code of vocabulary.phrases.get(specialty.word) ?? []) codes.add(code);
      mended.set(word, specialty.word);
    } else {
      words.push(name?.word ?? word);
      if (name) mended.set(word, name.word);
    }
  }
}

/** The specialties that begin or sound like an unfinished word, for suggestions. */
export async function suggestSpecialties(world: Pick<World, 'as' | 'clock'>, text: string): Promise<Specialty[]> {
  const { specialties, byCode, vocabulary, single } = await readVocabulary(world);
  const asked = tellingWords(text);
  const found = new Set(readSpecialties(asked, vocabulary).specialties);
  const last = asked.at(-1) ?? '';
  const phrase = asked.join(' ');
  for (const one of specialties) if (phrase.length > 1 && one.words.some((word) => tellingWords(word).join(' ').startsWith(phrase))) found.add(one.code);
  if (found.size === 0) for (const code of beginningsOf(last, vocabulary, single)) found.add(code);
  return [...found].flatMap((code) => byCode.get(code) ?? []);
}

function beginningsOf(word: string, vocabulary: Vocabulary, single: string[]): readonly string[] {
  const begins = specialtiesBeginning(word, vocabulary);
  const near = begins.length > 0 ? null : nearestWord(word, single);
  return near ? (vocabulary.phrases.get(near.word) ?? []) : begins;
}

interface Known {
  exact: boolean;
  begins: boolean;
  alike: string[];
}

/** What the words of all names say to these: the same, a beginning, or some that look like it. */
export async function knownWords(tx: Tx, words: readonly string[]): Promise<Map<string, Known>> {
  const swapped = words.flatMap(swappedLetters);
  const { rows } = await sql<Known & { asked: string }>`
    select asked,
      exists (select 1 from search_words where word = asked) as exact,
      exists (select 1 from search_words where word like asked || '%') as begins,
      array(select word from search_words where word % asked order by similarity(word, asked) desc, word limit ${candidates})
        || array(select word from search_words where word = any(${swapped}::text[])) as alike
    from unnest(${words}::text[]) as asked
  `.execute(tx);
  return new Map(rows.map(({ asked, ...row }) => [asked, row]));
}
