import { error, redirect } from '@sveltejs/kit';
import { findPass, usePass } from '#features/room/elsewhere/pass.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import type { Actions, PageServerLoad } from './$types';
import { keepSeatCookie } from '../../../seat-cookie.server.ts';

/** What the QR code of the other device opens; opening it changes nothing (V2). */
export const load: PageServerLoad = async ({ params, locals }) => {
  if (await findPass(locals.world, params.token)) return;
  locals.guessed = true;
  error(410, 'pass-over');
};

export const actions: Actions = {
  /** The press: the seat is this device's, the other one goes dark (V5). */
  default: async ({ params, locals, cookies, url }) => {
    const { world, actor, browserHash, locale } = locals;
    const answer = await usePass(world, actor, { token: params.token, browserHash });
    if (!answer.ok && answer.kind === 'sign-in-first') redirect(303, localizeHref(`/entrar?volver=${encodeURIComponent(url.pathname)}`, { locale }));
    if (!answer.ok && answer.kind === 'not-allowed') error(403, 'not-allowed');
    // Whatever changed meanwhile, the page itself explains.
    if (!answer.ok) redirect(303, url.pathname);
    if (answer.value.role === 'specialist') redirect(303, localizeHref(`/consulta/${answer.value.appointmentId}`, { locale }));
    keepSeatCookie(cookies, world.settings.publicOrigin, answer.value.cookie);
    redirect(303, localizeHref('/sala', { locale }));
  },
};
