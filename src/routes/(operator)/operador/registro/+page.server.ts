import { searchLog } from '#features/operator/log/search.server.ts';
import { logAsked } from '../../log-asked.server.ts';
import { operatorDoor } from '../../operator.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { world, locale } = event.locals;
  const asked = logAsked(event.url.searchParams);
  const { words: q, actor: quien, from: desde, until: hasta } = asked;
  return { asked: { q, quien, desde, hasta }, found: await searchLog(world, operatorDoor(event), asked, locale) };
};
