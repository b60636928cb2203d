import { redirect } from '@sveltejs/kit';
import { cookieNames } from '#features/accounts/cookies.ts';
import { endSession } from '#features/accounts/sessions.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ setHeaders }) => setHeaders({ 'cache-control': 'no-store' });

export const actions: Actions = {
  /** Ends the session at once and clears what this browser kept (quality 21, 22). */
  default: async ({ locals, cookies, setHeaders }) => {
    const { world, sessionId, locale } = locals;
    if (sessionId) await endSession(world, sessionId);
    const { publicOrigin } = world.settings;
    cookies.delete(cookieNames(publicOrigin).session, { path: '/', secure: publicOrigin.startsWith('https:') });
    setHeaders({ 'clear-site-data': '"cache", "cookies", "storage"' });
    redirect(303, localizeHref('/', { locale }));
  },
};
