import { languageList } from '#domain/language-names.ts';
import { formatMoney } from '#domain/money.ts';
import type { Locale } from '#domain/people.ts';
import { ratingFigure } from '#domain/reviews.ts';
import { formatDayLong, formatHour, zoneName } from '#domain/time.ts';
import { m } from '#texts/compiled/messages.js';
import type { LandingFacts } from './landing.server.ts';

export interface Landing {
  code: string;
  name: string;
  city: string | null;
  title: string;
  lead: string;
  description: string;
  /** Answered from what is known; a question without an answer is not asked. */
  questions: { question: string; answer: string }[];
}

/** The facts of a landing in plain words (P5). */
export function landingWords(facts: LandingFacts, locale: Locale): Landing {
  const what = facts.name.toLocaleLowerCase(locale);
  const city = facts.city?.name ?? null;
  const where = city === null ? '' : ` ${m.search_in_city({ city }, { locale })}`;
  const title = `${m.specialty_title({ name: what }, { locale })}${where}`;
  const count = facts.specialists.toLocaleString(locale);
  const lead = facts.specialists === 1 ? m.landing_lead_one({ what, where }, { locale }) : m.landing_lead({ count, what, where }, { locale });
  const price = priceWords(facts, locale);
  const next = nextWords(facts, locale);
  const questions = [
    price ? { question: m.landing_price_question({ what, where }, { locale }), answer: price } : null,
    next ? { question: m.landing_next_question({ what, where }, { locale }), answer: next } : null,
    { question: m.landing_video_question({ what, where }, { locale }), answer: videoWords(facts, locale) },
    facts.languages.length > 1
      ? { question: m.landing_language_question({ what, where }, { locale }), answer: m.landing_languages({ languages: languageList(facts.languages, locale) }, { locale }) }
      : null,
    facts.rating
      ? {
          question: m.landing_rating_question({ what, where }, { locale }),
          answer: m.landing_rating({ figure: ratingFigure(facts.rating.mean, locale), count: facts.rating.count.toLocaleString(locale) }, { locale }),
        }
      : null,
  ].filter((one) => one !== null);
  return {
    code: facts.code,
    name: facts.name,
    city,
    title,
    lead,
    description: [lead, price].filter(Boolean).join(' '),
    questions,
  };
}

function priceWords(facts: LandingFacts, locale: Locale): string {
  return facts.prices
    .map(({ modality, currency, from, to }) => {
      const range = { from: formatMoney(from, currency, locale), to: formatMoney(to, currency, locale) };
      if (from === to) return modality === 'video' ? m.landing_video_price_one(range, { locale }) : m.landing_person_price_one(range, { locale });
      return modality === 'video' ? m.landing_video_price(range, { locale }) : m.landing_person_price(range, { locale });
    })
    .join(' ');
}

/** Kept for search engines for a while: a day and an hour, never "today". */
function nextWords({ next }: LandingFacts, locale: Locale): string {
  if (!next) return '';
  return m.landing_next({ day: formatDayLong(next.zone, next.at, locale), hour: formatHour(next.zone, next.at), zone: zoneName(next.zone, locale) }, { locale });
}

function videoWords({ video, specialists }: LandingFacts, locale: Locale): string {
  if (video === 0) return m.landing_no_video({}, { locale });
  if (video === specialists) return m.landing_all_video({}, { locale });
  return video === 1 ? m.landing_one_video({}, { locale }) : m.landing_some_video({ count: video.toLocaleString(locale) }, { locale });
}
