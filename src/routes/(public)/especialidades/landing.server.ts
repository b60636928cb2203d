import { error } from '@sveltejs/kit';
import { findLanding } from '#features/search/landings/landing.server.ts';
import { landingWords } from '#features/search/landings/landing-words.server.ts';
import { resultCards } from '#features/search/results/result-card.server.ts';
import { searchSpecialists } from '#features/search/search.server.ts';

/** A landing of a specialty, in a city or anywhere: the soonest of whoever is there, and what is known of them (P5). */
export async function loadLanding({ world, locale }: App.Locals, code: string, citySlug: string | null) {
  const facts = await findLanding(world, { code, city: citySlug, locale });
  if (!facts) error(404, 'not-found');
  const { city } = facts;
  const found = await searchSpecialists(world, {
    text: '',
    specialty: code,
    city: city ? `${city.name}, ${city.country}` : '',
    radiusKm: 0,
    modality: null,
    languages: [],
    maxPrice: null,
    minRating: 0,
    onDate: null,
    order: 'soonest',
    page: 1,
  });
  return {
    landing: landingWords(facts, locale),
    citySlug,
    inPerson: facts.inPerson > 0,
    video: facts.video > 0,
    total: facts.specialists,
    cities: facts.cities,
    others: facts.others,
    ...resultCards(found.hits, { zone: null, now: world.clock.now(), locale, from: null }),
  };
}
