import { cookieNames } from '#features/accounts/cookies.ts';
import { readPatientRoom } from '#features/room/pages.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, cookies }) => {
  const { world, browserHash, locale } = locals;
  const cookie = cookies.get(cookieNames(world.settings.publicOrigin).seat);
  const page = await readPatientRoom(world, { cookie, browserHash, locale });
  return { page, reviewUrl: page?.reviewPath ? localizeHref(page.reviewPath, { locale }) : null };
};
