import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { cookieNames } from '#features/accounts/cookies.ts';
import { finishSignIn, startSignIn } from '#features/accounts/sign-in.server.ts';
import { acceptInvitation, invitedAddress, readInvitation, type Guest } from '#features/team/accept.server.ts';
import { codeForm } from '#features/team/schema.ts';
import { codeWords } from '#texts/code-words.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import { refusalText } from '#texts/refusals.ts';
import type { Actions, PageServerLoad, RouteParams } from './$types';

const guestOf = ({ locals, params }: Pick<RequestEvent<RouteParams>, 'locals' | 'params'>): Guest => ({
  token: params.token,
  actor: locals.actor,
  sessionId: locals.sessionId,
});

/** Opening the link shows and changes nothing; every step takes a press (V2). */
export const load: PageServerLoad = async (event) => ({ invitation: await readInvitation(event.locals.world, guestOf(event)) });

export const actions: Actions = {
  /** Sends a code to the invited address and to no other: whoever it was forwarded to does not get on (B6). */
  codigo: async ({ locals, params }) => {
    const { world, browserHash, locale } = locals;
    const address = await invitedAddress(world, params.token);
    if (!address) return fail(410, { problem: refusalText('invitation-over') });
    const sent = await startSignIn(world, { contact: { channel: 'email', address }, browserHash, locale });
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
    cookies.set(cookieNames(publicOrigin).session, answer.value.token, {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: publicOrigin.startsWith('https:'),
      maxAge: answer.value.maxAgeSeconds,
    });
    redirect(303, url.pathname);
  },

  aceptar: async (event) => {
    const accepted = await acceptInvitation(event.locals.world, guestOf(event));
    if (!accepted.ok) return fail(409, { problem: refusalText(accepted.kind) });
    redirect(303, localizeHref(`/agenda?de=${accepted.value.specialistId}`, { locale: event.locals.locale }));
  },
};
