import { isZone } from '#domain/time.ts';
import { formatMoney } from '#domain/money.ts';
import { listCities, listLanguages, listSpecialties } from '#features/profiles/catalogue.server.ts';
import { languageNames } from '#features/profiles/language-names.ts';
import { resultCards } from '#features/profiles/result-card.server.ts';
import { modalityOf, priceSteps, readPrice, readSearchQuery } from '#features/profiles/search-query.ts';
import { countByCity, countSpecialists, searchSpecialists, type Search } from '#features/profiles/search.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  const { world, locale } = locals;
  const query = readSearchQuery(url.searchParams);
  const zona = url.searchParams.get('zona');
  const search: Search = {
    text: query.text,
    city: query.city,
    modality: modalityOf(query),
    languages: query.languages,
    maxPrice: readPrice(query.price),
    onDate: query.date || null,
    order: query.order === 'antes' ? 'soonest' : 'relevance',
    page: query.page,
  };
  const [found, specialties, cities, languages] = await Promise.all([
    searchSpecialists(world, search),
    listSpecialties(world, locale),
    listCities(world),
    listLanguages(world),
  ]);
  const zone = zona && isZone(zona) ? zona : null;
  const shown = resultCards(found.hits, { zone, now: world.clock.now(), locale, from: query.date || null });
  return {
    query,
    zone,
    total: found.total,
    pages: found.pages,
    specialty: found.specialty && (locale === 'es' ? found.specialty.nameEs : found.specialty.nameEn),
    city: found.city,
    cards: shown.cards,
    zoneName: shown.zoneName,
    specialties: specialties.map((one) => one.name),
    cities,
    languages: languages.map((code) => ({ code, name: capital(languageNames([code], locale)[0] ?? code) })),
    prices: (['EUR', 'MXN'] as const).flatMap((currency) =>
      priceSteps[currency].map((amount) => ({ value: `${amount}${currency}`, words: formatMoney(amount * 100, currency, locale) })),
    ),
    instead: found.total === 0 ? await waysOn(locals, search) : null,
  };
};

/** Who could be found instead: real numbers, or nothing said. */
async function waysOn({ world }: App.Locals, search: Search) {
  const wider: Search = { ...search, city: '', languages: [], maxPrice: null, onDate: null, page: 1 };
  const [video, anywhere, unfiltered, cities] = await Promise.all([
    countSpecialists(world, { ...wider, modality: 'video' }),
    countSpecialists(world, { ...wider, modality: null }),
    countSpecialists(world, { ...search, languages: [], maxPrice: null }),
    countByCity(world, wider),
  ]);
  return { video, anywhere, unfiltered, cities };
}

function capital(text: string): string {
  return text.slice(0, 1).toLocaleUpperCase('es') + text.slice(1);
}
