import { error } from '@sveltejs/kit';
import { listSpecialties } from '#features/profiles/catalogue.server.ts';
import { resultCards } from '#features/profiles/result-card.server.ts';
import { searchSpecialists } from '#features/profiles/search.server.ts';
import type { PageServerLoad } from './$types';

/** The landing of one specialty: who practises it, the soonest first (P5). */
export const load: PageServerLoad = async ({ params, locals }) => {
  const { world, locale } = locals;
  const specialty = (await listSpecialties(world, locale)).find((one) => one.code === params.code);
  if (!specialty) error(404, 'not-found');
  const search = { text: specialty.name, city: '', modality: null, languages: [], maxPrice: null, onDate: null, order: 'soonest', page: 1 } as const;
  const found = await searchSpecialists(world, { ...search, languages: [] });
  return { specialty, total: found.total, ...resultCards(found.hits, { zone: null, now: world.clock.now(), locale, from: null }) };
};
