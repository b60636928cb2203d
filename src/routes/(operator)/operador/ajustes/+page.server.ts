import { operatorDoor } from '../../operator.server.ts';
import type { PageServerLoad } from './$types';

/** What this installation was told from outside; keys and passwords are no part of it. */
export const load: PageServerLoad = (event) => {
  operatorDoor(event);
  const { mode, publicOrigin, apiRequestsAMinute, platformFeeBasisPoints, trustedProxies } = event.locals.world.settings;
  return { settings: { mode, publicOrigin, apiRequestsAMinute, platformFeePercent: platformFeeBasisPoints / 100, trustedProxies: trustedProxies.length } };
};
