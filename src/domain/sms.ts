/** SMS in one segment of GSM-7 (M8, 3GPP TS 23.038): one letter outside the set would cut 160 characters to 70. */

export const SMS_LENGTH = 160;

const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Stand-in ← characters, where that is better than losing an accent. The extension table counts double, so it goes too. */
const likenesses: Record<string, string> = {
  EUR: '€',
  '"': '“”„«»',
  "'": '‘’‚`´',
  '-': '–—‑−•~',
  '.': '·',
  ' ': '\t\f',
  '': '^',
  '(': '[{',
  ')': ']}',
  '/': '|\\',
  d: 'đð',
  D: 'ĐÐ',
  i: 'ı',
  l: 'ł',
  L: 'Ł',
  o: '°',
  oe: 'œ',
  OE: 'Œ',
  SS: 'ẞ',
  th: 'þ',
  Th: 'Þ',
  x: '×',
};
const standIns = new Map(
  Object.entries(likenesses).flatMap(([to, from]) => [...from].map((character) => [character, to] as const)),
);

/** The text in the basic set: á í ó ú lose their accent, é ñ ü ¿ ¡ stay, € is EUR, what has no likeness goes. */
export function toGsm7(text: string): string {
  return [...text.normalize('NFC').replace(/\r\n?/g, '\n')].map(letter).join('').replace(/ {2,}/g, ' ').trim();
}

/** Is every character of the basic set, so that characters are the length? */
export function isGsm7(text: string): boolean {
  return [...text].every((character) => basic.has(character));
}

/** A specialist's name in GSM-7, longest first, dropping in this order: second surname, middle names, title (M8). */
export function nameVariants(title: string, fullName: string): string[] {
  const { first, middle, surname, second } = partsOfName(toGsm7(fullName));
  const shown = toGsm7(title);
  const variants = [
    [shown, first, ...middle, surname, second],
    [shown, first, ...middle, surname],
    [shown, first, surname],
    [first, surname],
  ].map((words) => words.filter((word) => word !== '').join(' '));
  return [...new Set(variants)];
}

/** The longest form of the name that fits; where none does, 'L. Ibañez', cut if it must be. */
export function shortName(title: string, fullName: string, maxLength: number): string {
  const variants = nameVariants(title, fullName);
  const fitting = [...variants, initialled(variants.at(-1) ?? '')].find((variant) => variant.length <= maxLength);
  return (
    fitting ??
    initialled(variants.at(-1) ?? '')
      .slice(0, maxLength)
      .trim()
  );
}

export interface SmsParts {
  name: string;
  zone: string;
  place: string;
}

/**
 * One segment of at most 160 characters: shorter names first, then the short zone, then the short place (M8), and for
 * names that fit nowhere the initial. `choices` go from long to short. Throws where nothing is left to shorten.
 */
export function fitSms(
  render: (parts: SmsParts) => string,
  choices: { names: string[]; zones: string[]; places: string[] },
): string {
  const parts: SmsParts = { name: choices.names[0] ?? '', zone: choices.zones[0] ?? '', place: choices.places[0] ?? '' };
  const steps: Partial<SmsParts>[] = [
    {},
    ...choices.names.slice(1).map((name) => ({ name })),
    ...choices.zones.slice(1).map((zone) => ({ zone })),
    ...choices.places.slice(1).map((place) => ({ place })),
    ...[40, 20, 12].map((length) => ({
      name: initialled(choices.names.at(-1) ?? '')
        .slice(0, length)
        .trim(),
    })),
  ];
  for (const step of steps) {
    const text = toGsm7(render(Object.assign(parts, step)));
    if (text.length <= SMS_LENGTH) return text;
  }
  throw new RangeError(`an SMS of ${toGsm7(render(parts)).length} characters has nothing left to shorten`);
}

/** 'Lucia Ibañez' → 'L. Ibañez'. */
function initialled(name: string): string {
  return name.replace(/^(\S)\S* (?=\S)/, '$1. ');
}

function letter(character: string): string {
  if (basic.has(character)) return character;
  const standIn = standIns.get(character);
  if (standIn !== undefined) return standIn;
  if (/\s/u.test(character)) return ' ';
  return [...character.normalize('NFKD')].filter((piece) => basic.has(piece)).join('');
}

const particles = new Set([
  'de',
  'del',
  'la',
  'las',
  'los',
  'y',
  'e',
  'i',
  'da',
  'das',
  'do',
  'dos',
  'san',
  'santa',
  'van',
  'von',
  'der',
  'den',
  'di',
]);
/** Second given names that would otherwise be taken for a surname: 'José Luis Pérez' has one surname. */
const secondGivenNames = new Set(
  `Luis Maria José Jose Antonio Manuel Carlos Miguel Angel Jesus Javier Ignacio Alberto Fernando Eduardo Enrique Ramon Pablo Andrés Francisco
  Guadalupe Isabel Teresa Carmen Luisa Elena Cristina Pilar Dolores Mercedes Rosa Victoria Fernanda Alejandra Angeles Rosario Belén Paz Josefa`.split(
    /\s+/,
  ),
);

function partsOfName(fullName: string): { first: string; middle: string[]; surname: string; second: string } {
  const units: string[] = [];
  let held: string[] = [];
  for (const word of fullName.split(' ').filter((word) => word !== '')) {
    held.push(word);
    if (particles.has(word.toLowerCase())) continue;
    units.push(held.join(' '));
    held = [];
  }
  if (held.length > 0) units.push(held.join(' '));
  const [first = '', ...rest] = units;
  const given = rest.length > 1 && secondGivenNames.has(rest[0]?.split(' ').at(-1) ?? '') ? 1 : 0;
  const surnames = rest.length - given <= 2 ? rest.slice(given) : rest.slice(-2);
  return { first, middle: rest.slice(0, rest.length - surnames.length), surname: surnames[0] ?? '', second: surnames[1] ?? '' };
}
