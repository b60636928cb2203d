import { redirect, type RequestEvent } from '@sveltejs/kit';
import { may } from '#domain/permissions.ts';
import type { SignedInPerson } from '#features/accounts/second-factor/factors.server.ts';
import { cookieNames } from '#features/accounts/cookies.ts';
import { newPasskeyForm, newTotpForm } from '#features/accounts/second-factor/schema.ts';
import type { Made } from '#features/accounts/second-factor/second-step.server.ts';
import type { StepHolder } from '#features/accounts/second-factor/steps.server.ts';
import { m } from '#texts/compiled/messages.js';
import { localizeHref } from '#texts/compiled/runtime.js';

/** Whose account these pages are; whoever is not signed in goes to the door first. */
export function signedInPerson({ locals, url }: Pick<RequestEvent, 'locals' | 'url'>): SignedInPerson {
  const { actor, sessionId, locale } = locals;
  if (!may(actor, 'keep-account') || !sessionId) {
    redirect(303, localizeHref(`/entrar?volver=${encodeURIComponent(url.pathname)}`, { locale }));
  }
  return { accountId: actor.accountId, sessionId };
}

/** The browser with the cookie of its step. */
export function stepHolder({ cookies, locals }: Pick<RequestEvent, 'cookies' | 'locals'>): StepHolder {
  return { token: cookies.get(cookieNames(locals.world.settings.publicOrigin).step) ?? null, browserHash: locals.browserHash };
}

/** What a form says of a new factor, named by its kind where the person gave no name; null where it cannot be one. */
export async function readMade({ request, locals }: Pick<RequestEvent, 'request' | 'locals'>, by: Made['by']): Promise<Made | null> {
  const fields = Object.fromEntries(await request.formData());
  const { locale } = locals;
  if (by === 'passkey') {
    const parsed = newPasskeyForm.safeParse(fields);
    return parsed.success ? { by, response: parsed.data.llave, name: parsed.data.nombre || m.factor_passkey({}, { locale }) } : null;
  }
  const parsed = newTotpForm.safeParse(fields);
  return parsed.success && parsed.data.codigo.length === 6 ? { by, digits: parsed.data.codigo, name: parsed.data.nombre || m.factor_app({}, { locale }) } : null;
}
