import { operatorZone } from '#features/operator/operator-zone.ts';
import { readIndicators } from '#features/indicators/indicators.server.ts';
import { operatorDoor } from '../../operator.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const whose = { specialistId: null, zone: operatorZone };
  return { sheet: await readIndicators(event.locals.world, operatorDoor(event), whose, event.url.searchParams.get('mes') ?? '') };
};
