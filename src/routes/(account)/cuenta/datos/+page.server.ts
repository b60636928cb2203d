import { fail, redirect } from '@sveltejs/kit';
import { isFreshSession } from '#features/accounts/second-factor/factors.server.ts';
import { findExportRequest, requestExport } from '#features/privacy/export-request.server.ts';
import { refusalText } from '#texts/refusals.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import { signedInPerson } from '../../account.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** One's own data: asked for by a press in a session new enough, then each file once within a day (G1, quality 76). */
export const load: PageServerLoad = async (event) => {
  const { world, locale } = event.locals;
  const who = signedInPerson(event);
  const request = await findExportRequest(world, who.accountId);
  return {
    fresh: await isFreshSession(world, who.sessionId),
    request: request && { id: request.id, left: request.left, hours: Math.floor((request.validUntil.getTime() - world.clock.now().getTime()) / 3_600_000) },
    over: event.url.searchParams.has('pasado') ? refusalText('export-over') : null,
    account: localizeHref('/cuenta', { locale }),
  };
};

export const actions: Actions = {
  pedir: async (event) => {
    const { world, locale } = event.locals;
    const who = signedInPerson(event);
    if (!(await isFreshSession(world, who.sessionId))) return fail(403, { refusal: 'sign-in-again' as const });
    const answer = await requestExport(world, who.accountId);
    if (!answer.ok) return fail(409, { refusal: answer.kind });
    redirect(303, localizeHref('/cuenta/datos', { locale }));
  },
};
