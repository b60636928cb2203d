import { pageAsked } from '#domain/paging.ts';
import { listApplications } from '#features/operator/applications/queue.server.ts';
import { operatorDay } from '#features/operator/operator-zone.ts';
import { operatorDoor } from '../../operator.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { world, locale } = event.locals;
  const query = event.url.searchParams;
  const asked = { q: (query.get('q') ?? '').slice(0, 80), estado: query.get('estado') ?? '' };
  const found = await listApplications(world, operatorDoor(event), { words: asked.q, state: asked.estado }, locale, pageAsked(query.get('pagina')));
  return { asked, found: { ...found, rows: found.rows.map((row) => ({ ...row, sentAt: operatorDay(row.sentAt, locale) })) } };
};
