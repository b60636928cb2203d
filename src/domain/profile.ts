import { toGsm7 } from './sms.ts';

/** The public profile: its address, what search finds it by (P1, P4), and where the video message may show (P3). */

/** What one can be called in front of the name; '' is nothing. */
export const titles = ['', 'Dr.', 'Dra.', 'Lic.', 'Mtro.', 'Mtra.', 'Psic.'] as const;

const SLUG_MIN = 3;
const SLUG_MAX = 90;

/** Readable address of name, specialty and city: 'lucia-ibanez-dermatologia-madrid'. Whoever stores it makes it unique. */
export function slugOf(...parts: string[]): string {
  const slug = normalise(parts.join(' ')).replaceAll(' ', '-');
  if (slug.length < SLUG_MIN) return slug === '' ? 'perfil' : `${slug}-perfil`;
  if (slug.length <= SLUG_MAX) return slug;
  const cut = slug.slice(0, SLUG_MAX + 1);
  const lastWord = cut.lastIndexOf('-');
  return lastWord >= SLUG_MIN ? cut.slice(0, lastWord) : slug.slice(0, SLUG_MAX);
}

const streetWords: Record<string, string> = { avenida: 'Av.', calle: 'C/', plaza: 'Pza.', paseo: 'Po.', carretera: 'Ctra.', boulevard: 'Blvd.', calzada: 'Calz.' };

/**
 * An address for an SMS (M8): letters of one byte, 24 at most: 'C/ Alcala 112'. To fit, in this order: what comes after a
 * comma, the kind of street shortened, little words, and at last whole words from the end.
 */
export function shortPlaceName(address: string): string {
  const most = 24;
  const forms = [(text: string) => text, (text: string) => text.split(',')[0] ?? text, shortStreet, (text: string) => text.replace(/ (de|del|la|las|los|el)(?= )/gi, '')];
  let short = toGsm7(address);
  for (const form of forms) {
    short = form(short).replace(/\s+/g, ' ').trim();
    if (short.length <= most) return short;
  }
  const lastSpace = short.slice(0, most + 1).lastIndexOf(' ');
  return short.slice(0, lastSpace > 8 ? lastSpace : most).replace(/[ ,.;-]+$/, '');
}

function shortStreet(address: string): string {
  return address.replace(/^[a-z]+/i, (word) => streetWords[word.toLowerCase()] ?? word);
}

/** Lower case, without accents, ñ as n, signs as single spaces: "  Ginecólogo, Peña" and "ginecologo pena" are the same. */
export function normalise(query: string): string {
  return query
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ßæœøłđðþı]/g, (letter) => letters[letter] ?? letter)
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}

const letters: Record<string, string> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i' };

export type VideoMessageContext =
  | 'public_profile'
  | 'search'
  | 'api'
  | 'in_person_booking'
  | 'video_slot_chosen'
  | 'booking'
  | 'confirmation'
  | 'reminder_email'
  | 'waiting_room';

const videoMessageShows: Record<VideoMessageContext, boolean> = {
  public_profile: false,
  search: false,
  api: false,
  in_person_booking: false,
  video_slot_chosen: true,
  booking: true,
  confirmation: true,
  reminder_email: true,
  waiting_room: true,
};

/** May the specialist's message about video be in this answer, its data included (P3, F5)? */
export function videoMessageIsVisible(context: VideoMessageContext): boolean {
  return videoMessageShows[context];
}
