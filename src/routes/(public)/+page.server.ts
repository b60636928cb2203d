import { listCities, listSpecialties } from '#features/profiles/catalogue.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  const { world, locale } = locals;
  const [specialties, cities] = await Promise.all([listSpecialties(world, locale), listCities(world)]);
  return { specialties: specialties.map(({ code, name }) => ({ code, name })), cities };
};
