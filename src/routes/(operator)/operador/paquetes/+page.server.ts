import { pageAsked } from '#domain/paging.ts';
import { listPackages } from '#features/operator/specialists/packages.server.ts';
import { operatorDoor } from '../../operator.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const query = event.url.searchParams;
  const asked = { q: (query.get('q') ?? '').slice(0, 80) };
  return { asked, found: await listPackages(event.locals.world, operatorDoor(event), asked.q, pageAsked(query.get('pagina'))) };
};
