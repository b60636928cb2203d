import { redirect } from '@sveltejs/kit';
import { findOnboardingPage, readAccountCard } from '#features/payments/connect/account.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import { settingsDoor } from '../../../../settings/settings-door.server.ts';
import type { PageServerLoad } from './$types';

/** The page of ours between the press and the provider's: its plain link leads away (CSP form-action); each visit brings a link that is good. */
export const load: PageServerLoad = async (event) => {
  const { actor, practice } = await settingsDoor(event);
  const { world, locale } = event.locals;
  const settings = localizeHref('/agenda/ajustes/prepago', { locale });
  if ((await readAccountCard(world, actor, practice.id)).state === 'none') redirect(303, settings);
  const origin = world.settings.publicOrigin;
  const url = await findOnboardingPage(world, actor, {
    specialistId: practice.id,
    returnUrl: `${origin}${settings}?vuelta=stripe`,
    refreshUrl: `${origin}${settings}/stripe`,
  });
  return { url, settings };
};
