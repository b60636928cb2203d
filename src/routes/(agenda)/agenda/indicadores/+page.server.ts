import { readIndicators } from '#features/indicators/indicators.server.ts';
import { practiceDoor } from '../../practice.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  event.depends('agenda:live');
  const { actor, practice } = await practiceDoor(event);
  const whose = { specialistId: practice.id, zone: practice.zone };
  return { sheet: await readIndicators(event.locals.world, actor, whose, event.url.searchParams.get('mes') ?? '') };
};
