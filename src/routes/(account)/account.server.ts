import { redirect, type RequestEvent } from '@sveltejs/kit';
import type { SignedInPerson } from '#features/accounts/second-factor/factors.server.ts';
import { cookieNames } from '#features/accounts/cookies.ts';
import type { StepHolder } from '#features/accounts/second-factor/steps.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';

/** Whose account these pages are; whoever is not signed in goes to the door first. */
export function signedInPerson({ locals, url }: Pick<RequestEvent, 'locals' | 'url'>): SignedInPerson {
  const { actor, sessionId, locale } = locals;
  if (!('accountId' in actor) || actor.kind === 'booker' || !sessionId) {
    redirect(303, localizeHref(`/entrar?volver=${encodeURIComponent(url.pathname)}`, { locale }));
  }
  return { accountId: actor.accountId, sessionId };
}

/** The browser with the cookie of its step. */
export function stepHolder({ cookies, locals }: Pick<RequestEvent, 'cookies' | 'locals'>): StepHolder {
  return { token: cookies.get(cookieNames(locals.world.settings.publicOrigin).step) ?? null, browserHash: locals.browserHash };
}
