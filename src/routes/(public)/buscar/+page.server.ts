import { isZone } from '#domain/time.ts';
import { resultsPage } from '#features/search/results/results-page.server.ts';
import { readSearchQuery } from '#features/search/search-query.ts';
import { ServerOnly } from '../../server-only.ts';
import type { PageServerLoad } from './$types';

/** Links and forms; a small script of ours makes them pleasant (docs/decisions/0024). */
export const csr = false;

export const load: PageServerLoad = async (event) => {
  const { world, locale } = event.locals;
  const zona = event.url.searchParams.get('zona');
  const zone = zona && isZone(zona) ? zona : null;
  return { page: new ServerOnly(await resultsPage(world, readSearchQuery(event.url.searchParams), { zone, locale }), event) };
};
