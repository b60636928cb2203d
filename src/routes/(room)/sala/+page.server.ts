import { cookieNames } from '#features/accounts/cookies.ts';
import { readPatientRoom, readRoomScript } from '#features/room/pages.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import type { PageServerLoad } from './$types';

/** The room comes alive by scripts of its own (docs/decisions/0054). */
export const csr = false;

export const load: PageServerLoad = async ({ locals, cookies, platform }) => {
  const { world, browserHash, locale } = locals;
  const cookie = cookies.get(cookieNames(world.settings.publicOrigin).seat);
  const page = await readPatientRoom(world, { cookie, browserHash, locale });
  return { page, script: await readRoomScript(platform), reviewUrl: page?.reviewPath ? localizeHref(page.reviewPath, { locale }) : null };
};
