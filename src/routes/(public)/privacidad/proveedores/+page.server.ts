import { privacyNotice } from '#features/privacy/notice/notice.server.ts';
import type { PageServerLoad } from './$types';

export const csr = false;

export const load: PageServerLoad = ({ locals: { world, locale } }) => {
  const { processors, hostCountry } = privacyNotice(world.settings.privacy, locale);
  return { processors, hostCountry };
};
