import { listSpecialties } from '#features/search/catalogue.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => ({ specialties: await listSpecialties(locals.world, locals.locale) });
