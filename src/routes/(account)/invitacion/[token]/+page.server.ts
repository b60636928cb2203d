import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { stepOfSession } from '#features/accounts/second-factor/second-step.server.ts';
import { finishSignIn, startSignIn } from '#features/accounts/sign-in.server.ts';
import { acceptInvitation, invitedAddress, readInvitation, type Guest } from '#features/team/accept.server.ts';
import { codeForm } from '#features/team/schema.ts';
import { codeWords } from '#texts/code-words.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import { refusalText } from '#texts/refusals.ts';
import { keepCookie } from '../../../signed-in.ts';
import type { Actions, PageServerLoad, RouteParams } from './$types';

const guestOf = ({ locals, params }: Pick<RequestEvent<RouteParams>, 'locals' | 'params'>): Guest => ({
  token: params.token,
  actor: locals.actor,
  sessionId: locals.sessionId,
});

/** Opening the link shows and changes nothing; every step takes a press (V2). */
export const load: PageServerLoad = async (event) => {
  const invitation = await readInvitation(event.locals.world, guestOf(event));
  if (invitation.state === 'over') event.locals.guessed = true;
  return { invitation };
};

export const actions: Actions = {
  /** Sends a code to the invited address and to no other: whoever it was forwarded to does not get on (B6). */
  codigo: async ({ locals, params }) => {
    const { world, browserHash, address: from, locale } = locals;
    const address = await invitedAddress(world, params.token);
    if (!address) return fail(410, { problem: refusalText('invitation-over') });
    const sent = await startSignIn(world, { contact: { channel: 'email', address }, browserHash, from, locale });
    return sent.ok ? { sent: true } : fail(429, { problem: refusalText(sent.kind) });
  },

  entrar: async ({ locals, params, request, cookies, url }) => {
    const { world, browserHash } = locals;
    const address = await invitedAddress(world, params.token);
    if (!address) return fail(410, { problem: refusalText('invitation-over') });
    const parsed = codeForm.safeParse(Object.fromEntries(await request.formData()));
    if (!parsed.success) return fail(400, { sent: true, problem: refusalText('invalid-input') });
    const device = request.headers.get('user-agent') ?? '';
    const answer = await finishSignIn(world, {
      contact: { channel: 'email', address },
      code: parsed.data.codigo,
      browserHash,
      device,
    });
    if (!answer.ok) return fail(400, { sent: true, problem: codeWords(answer) });
    const { publicOrigin } = world.settings;
    if (answer.value.next === 'second-factor') {
      keepCookie(cookies, publicOrigin, 'step', answer.value.step);
      redirect(303, localizeHref(`/entrar/segundo-paso?volver=${encodeURIComponent(url.pathname)}`, { locale: locals.locale }));
    }
    keepCookie(cookies, publicOrigin, 'session', answer.value.session);
    redirect(303, url.pathname);
  },

  aceptar: async (event) => {
    const accepted = await acceptInvitation(event.locals.world, guestOf(event));
    if (!accepted.ok) return fail(409, { problem: refusalText(accepted.kind) });
    const { locals, cookies } = event;
    const { world, sessionId, browserHash, locale } = locals;
    const agenda = localizeHref(`/agenda?de=${accepted.value.specialistId}`, { locale });
    const volver = encodeURIComponent(agenda);
    // Whoever works here shows a second factor before anything of it opens (A1).
    const step = sessionId ? await stepOfSession(world, sessionId, browserHash) : null;
    if (!step?.ok) redirect(303, localizeHref(`/entrar?otra&volver=${volver}`, { locale }));
    if (!step.value) redirect(303, agenda);
    keepCookie(cookies, world.settings.publicOrigin, 'step', step.value);
    redirect(303, localizeHref(`/entrar/segundo-paso?volver=${volver}`, { locale }));
  },
};
