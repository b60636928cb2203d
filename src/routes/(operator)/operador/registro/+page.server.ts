import { readLogState } from '#features/operator/log/state.server.ts';
import { searchLog } from '#features/operator/log/search.server.ts';
import { logAsked } from '../../log-asked.server.ts';
import { operatorDoor } from '../../operator.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { world, locale } = event.locals;
  const asked = logAsked(event.url.searchParams);
  const { words: q, actor: quien, from: desde, until: hasta } = asked;
  const actor = operatorDoor(event);
  return { asked: { q, quien, desde, hasta }, state: await readLogState(world, actor, locale), found: await searchLog(world, actor, asked, locale) };
};
