import { listCities, listSpecialties } from '#features/search/catalogue.server.ts';
import type { PageServerLoad } from './$types';

/** Links and forms; a small script of ours makes them pleasant (docs/decisions/0024). */
export const csr = false;
const offeredCities = 60;

export const load: PageServerLoad = async ({ locals }) => {
  const { world, locale } = locals;
  const [specialties, cities] = await Promise.all([listSpecialties(world, locale), listCities(world)]);
  return {
    specialties: specialties.map(({ code, name }) => ({ code, name })),
    cities: cities.slice(0, offeredCities).map((one) => one.name),
  };
};
