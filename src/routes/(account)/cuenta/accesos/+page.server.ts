import { listAccesses } from '#features/privacy/accesses.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import { signedInPerson } from '../../account.server.ts';
import type { PageServerLoad } from './$types';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const load: PageServerLoad = async (event) => {
  const { world, locale } = event.locals;
  const who = signedInPerson(event);
  const asked = event.url.searchParams.get('antes');
  const { lines, next } = await listAccesses(world, who.accountId, { before: asked && uuid.test(asked) ? asked : null, locale });
  return { lines, next, account: localizeHref('/cuenta', { locale }) };
};
