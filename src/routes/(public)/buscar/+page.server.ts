import { languageNames } from '#domain/language-names.ts';
import { formatMoney } from '#domain/money.ts';
import type { Locale } from '#domain/people.ts';
import { ratingFigure } from '#domain/reviews.ts';
import { dayOfInstant, isZone } from '#domain/time.ts';
import { listCities, listLanguages, listSpecialties } from '#features/search/catalogue.server.ts';
import { cityWithCountry } from '#features/search/cities.server.ts';
import { unfiltered, type FilterOptions } from '#features/search/filters.ts';
import { resultCards } from '#features/search/result-card.server.ts';
import { modalityOf, priceSteps, radiusSteps, ratingSteps, readPrice, readSearchQuery, type SearchQuery } from '#features/search/search-query.ts';
import { countByCity, countLimit, countSpecialists, searchSpecialists, type Search, type SearchResult } from '#features/search/search.server.ts';
import { didYouMean } from '#features/search/suggestions.server.ts';
import type { PageServerLoad } from './$types';

const offeredCities = 60;

export const load: PageServerLoad = async ({ locals, url }) => {
  const { world, locale } = locals;
  const query = readSearchQuery(url.searchParams);
  const zona = url.searchParams.get('zona');
  const search = searchOf(query);
  const [found, specialties, cities, languages] = await Promise.all([
    searchSpecialists(world, search),
    listSpecialties(world, locale),
    listCities(world),
    listLanguages(world),
  ]);
  const zone = zona && isZone(zona) ? zona : null;
  const shown = resultCards(found.hits, { zone, now: world.clock.now(), locale, from: query.date || null });
  const specialty = found.specialty && (locale === 'es' ? found.specialty.nameEs : found.specialty.nameEn);
  return {
    query,
    zone,
    total: Math.min(found.total, countLimit),
    more: found.total > countLimit,
    pages: found.pages,
    specialty,
    corrected: found.corrected,
    city: found.cities[0]?.name ?? null,
    namesakes: namesakes(found, query, locale),
    landing: landingOf(query, found),
    cards: shown.cards,
    zoneName: shown.zoneName,
    specialties: specialties.map((one) => one.name),
    cities: cities.slice(0, offeredCities).map((one) => one.name),
    options: {
      languages: languages.map((code) => ({ code, name: languageNames([code], locale)[0] ?? code })),
      prices: (['EUR', 'MXN'] as const).flatMap((currency) =>
        priceSteps[currency].map((amount) => ({ value: `${amount}${currency}`, words: formatMoney(amount * 100, currency, locale) })),
      ),
      ratings: ratingSteps.map((value) => ({ value, figure: ratingFigure(value / 10, locale) })),
      radii: radiusSteps,
      today: dayOfInstant(zone ?? 'Europe/Madrid', world.clock.now()),
    } satisfies FilterOptions,
    instead: found.total === 0 ? await waysOn(locals, query, search) : null,
  };
};

function searchOf(query: SearchQuery): Search {
  return {
    text: query.text,
    city: query.city,
    radiusKm: query.radius,
    modality: modalityOf(query),
    languages: query.languages,
    maxPrice: readPrice(query.price),
    minRating: query.rating,
    onDate: query.date || null,
    order: query.order === 'antes' ? 'soonest' : 'relevance',
    page: query.page,
  };
}

/** Who could be found instead: real numbers, or nothing said. */
async function waysOn({ world, locale }: App.Locals, query: SearchQuery, search: Search) {
  const wider = searchOf({ ...query, ...unfiltered, city: '', page: 1 });
  const [video, anywhere, without, near, cities] = await Promise.all([
    countSpecialists(world, { ...wider, modality: 'video' }),
    countSpecialists(world, wider),
    countSpecialists(world, { ...searchOf({ ...query, ...unfiltered }), modality: search.modality, radiusKm: search.radiusKm }),
    search.city && search.radiusKm < 50 ? countSpecialists(world, { ...search, radiusKm: 50 }) : 0,
    countByCity(world, wider),
  ]);
  // Whoever is found somewhere was understood.
  const meant = anywhere > 0 ? [] : await didYouMean(world, query.text, locale);
  return { video, anywhere, unfiltered: without, near, cities, meant };
}

/** Two cities of one name: which was meant. */
function namesakes(found: SearchResult, query: SearchQuery, locale: Locale): string[] {
  return found.cities.length > 1 && !query.city.includes(',') ? found.cities.map((city) => cityWithCountry(city, locale)) : [];
}

/** The page that search engines know for this search: where nothing but specialty and city is asked for (P5). */
function landingOf(query: SearchQuery, found: SearchResult): string | null {
  const plain = !query.date && !query.price && !query.rating && !query.radius && query.languages.length === 0 && query.page === 1;
  if (!plain || !found.specialty || found.total === 0 || found.cities.length > 1) return null;
  const city = found.cities[0];
  return `/especialidades/${found.specialty.code}${city ? `/${city.slug}` : ''}`;
}
