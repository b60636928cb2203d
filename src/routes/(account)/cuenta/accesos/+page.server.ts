import { listAccesses } from '#features/privacy/accesses.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import { isId } from '../../../documents.server.ts';
import { signedInPerson } from '../../account.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { world, locale } = event.locals;
  const who = signedInPerson(event);
  const asked = event.url.searchParams.get('antes');
  const { lines, next } = await listAccesses(world, who.accountId, { before: asked && isId(asked) ? asked : null, locale });
  return { lines, next, account: localizeHref('/cuenta', { locale }) };
};
