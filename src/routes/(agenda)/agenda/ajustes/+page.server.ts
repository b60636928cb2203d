import { redirect } from '@sveltejs/kit';
import { localizeHref } from '#texts/compiled/runtime.js';
import { settingsPages } from '../../settings/settings-pages.ts';
import type { PageServerLoad } from './$types';

/** The settings open at the hours; addresses of the single page that they once were (`?seccion=`) still lead on. */
export const load: PageServerLoad = ({ url }) => {
  const asked = settingsPages.find((entry) => entry.path === url.searchParams.get('seccion'))?.path ?? 'horario';
  const practice = url.searchParams.get('de');
  redirect(303, localizeHref(`/agenda/ajustes/${asked}${practice ? `?de=${encodeURIComponent(practice)}` : ''}`));
};
