import { normalise } from './profile.ts';

/** What a search means: words, typos, synonyms, distances (P4). */

/** A specialty with all the words that name it. */
export interface NamedSpecialty {
  code: string;
  words: readonly string[];
}
/** Which specialties a phrase of telling words names: "dolor espalda" → traumatologia. */
export interface Vocabulary {
  phrases: ReadonlyMap<string, readonly string[]>;
  longest: number;
}
export interface Reading {
  /** Codes of the specialties that the words name; several where they name several. */
  specialties: string[];
  /** Words that name no specialty by their letters. */
  rest: string[];
}
export interface Point {
  latitude: number;
  longitude: number;
}

const smallWords = new Set(
  (
    'de del la el los las lo al a en y e o u con para por un una unos unas mi me tu su que se ' +
    'dr dra doctor doctora medico medica medicos especialista especialistas consulta cita problema problemas ' +
    'tengo necesito quiero busco ' +
    'the in of and for with my near at to an doc'
  ).split(' '),
);
/** That something hurts, however it is said: a word that means nothing beside what hurts. */
const pain = 'dolor';
const saidOfPain = new Set(['duele', 'duelen', 'hurts', 'pain']);
const mostWords = 8;
const shortest = 4;
const earthKm = 6371;

/** The words worth looking for, normalised, eight at most; a search of small words alone looks for these. */
export function tellingWords(text: string): string[] {
  const words = normalise(text).split(' ').filter(Boolean).slice(0, mostWords).map((word) => (saidOfPain.has(word) ? pain : word));
  const telling = words.filter((word) => word.length > 1 && !smallWords.has(word));
  return telling.length > 0 ? telling : words;
}

export function vocabularyOf(specialties: readonly NamedSpecialty[]): Vocabulary {
  const phrases = new Map<string, string[]>();
  let longest = 1;
  for (const { code, words } of specialties) {
    for (const word of words) {
      const telling = tellingWords(word);
      const phrase = telling.join(' ');
      const codes = phrases.get(phrase) ?? [];
      if (phrase === '' || codes.includes(code)) continue;
      phrases.set(phrase, [...codes, code]);
      longest = Math.max(longest, telling.length);
    }
  }
  return { phrases, longest };
}

/** Splits words into the specialties they name letter by letter, the longest phrases first, and the rest. */
export function readSpecialties(words: readonly string[], vocabulary: Vocabulary): Reading {
  const specialties = new Set<string>();
  const rest: string[] = [];
  for (let at = 0; at < words.length; ) {
    const length = lengthOfPhrase(words, at, vocabulary);
    const phrase = words.slice(at, at + length).join(' ');
    if (length === 0 || phrase === pain) rest.push(words[at] ?? '');
    else for (const code of vocabulary.phrases.get(phrase) ?? []) specialties.add(code);
    at += Math.max(1, length);
  }
  const ofPain = vocabulary.phrases.get(pain) ?? [];
  const told = specialties.size > 0 || ofPain.length > 0;
  if (rest.includes(pain) && specialties.size === 0) for (const code of ofPain) specialties.add(code);
  return { specialties: [...specialties], rest: told ? rest.filter((word) => word !== pain) : rest };
}

function lengthOfPhrase(words: readonly string[], at: number, { phrases, longest }: Vocabulary): number {
  for (let length = Math.min(longest, words.length - at); length > 0; length--) {
    if (phrases.has(words.slice(at, at + length).join(' '))) return length;
  }
  return 0;
}

/** The specialties with a word that begins so: "derma", "cardio". Fewer than four letters say nothing yet. */
export function specialtiesBeginning(word: string, { phrases }: Vocabulary): string[] {
  if (word.length < shortest) return [];
  return [...new Set([...phrases].filter(([phrase]) => phrase.startsWith(word)).flatMap(([, codes]) => codes))];
}

/** The known word that a mistyped one can only have meant, with how many letters are wrong; null where none is near. */
export function nearestWord(word: string, known: Iterable<string>): { word: string; wrong: number } | null {
  const allowed = allowedTypos(word);
  let best: { word: string; wrong: number } | null = null;
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) > allowed || candidate[0] !== word[0]) continue;
    const wrong = typos(word, candidate, best ? best.wrong - 1 : allowed);
    if (wrong <= allowed && (!best || wrong < best.wrong)) best = { word: candidate, wrong };
    if (best?.wrong === 0) break;
  }
  return best;
}

/** Whether one is the other with so few wrong letters that it can only be a slip of the finger: "adrid", "Valensia". */
export function isSlipOf(typed: string, meant: string): boolean {
  const allowed = allowedTypos(typed);
  return typos(typed, meant, allowed) <= allowed;
}

/** Short words share few letters with their own typos: none wrong under four letters, one under eight, two from there. */
function allowedTypos(word: string): number {
  return word.length < shortest ? 0 : word.length < 8 ? 1 : 2;
}

/** The word with each pair of neighbours swapped: "gracia" looks little like "garcia" and is one slip away. */
export function swappedLetters(word: string): string[] {
  return Array.from({ length: Math.max(0, word.length - 1) }, (_, at) => word.slice(0, at) + (word[at + 1] ?? '') + (word[at] ?? '') + word.slice(at + 2));
}

/** Letters put in, left out, changed or swapped with their neighbour; more than `most` counts as one more than that. */
export function typos(a: string, b: string, most = Number.POSITIVE_INFINITY): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let least = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (before[j - 2] ?? 0) + 1);
      row.push(least);
    }
    if (Math.min(...row) > most) return most + 1;
    before = above;
    above = row;
  }
  return above[b.length] ?? 0;
}

/** Kilometres between two points on the globe. */
export function distanceKm(a: Point, b: Point): number {
  const rad = (degrees: number) => (degrees * Math.PI) / 180;
  const h =
    Math.sin(rad(b.latitude - a.latitude) / 2) ** 2 +
    Math.cos(rad(a.latitude)) * Math.cos(rad(b.latitude)) * Math.sin(rad(b.longitude - a.longitude) / 2) ** 2;
  return 2 * earthKm * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** A place as exact as we want to know it: a tenth of a degree, some ten kilometres (G4). */
export function roundedPoint({ latitude, longitude }: Point): Point {
  const tenth = (degrees: number) => Math.round(degrees * 10) / 10;
  return { latitude: tenth(latitude), longitude: tenth(longitude) };
}
