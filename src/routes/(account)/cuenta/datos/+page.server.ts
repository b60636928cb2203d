import { isFreshSession } from '#features/accounts/second-factor/factors.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import { signedInPerson } from '../../account.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { world, locale } = event.locals;
  const who = signedInPerson(event);
  return { fresh: await isFreshSession(world, who.sessionId), account: localizeHref('/cuenta', { locale }) };
};
