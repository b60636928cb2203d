import { spans } from '#features/operator/health/stretches.ts';
import { readHealth } from '#features/operator/health/figures.server.ts';
import { operatorDoor } from '../../operator.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { world, locale } = event.locals;
  const span = spans.find((one) => one === event.url.searchParams.get('rango')) ?? 'semana';
  return { span, health: await readHealth(world, operatorDoor(event), span, locale) };
};
