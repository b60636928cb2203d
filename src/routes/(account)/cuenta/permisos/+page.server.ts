import { fail, type RequestEvent } from '@sveltejs/kit';
import { changeConsent, consentForm, listConsents } from '#features/privacy/consents.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import { refusalText } from '#texts/refusals.ts';
import { signedInPerson } from '../../account.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { world, locale } = event.locals;
  const who = signedInPerson(event);
  return { ...(await listConsents(world, who.accountId, locale)), account: localizeHref('/cuenta', { locale }) };
};

/** One press, as giving it was (art. 7.3). */
async function change(event: RequestEvent, kind: 'given' | 'withdrawn') {
  const { world, locale } = event.locals;
  const who = signedInPerson(event);
  const parsed = consentForm.safeParse(Object.fromEntries(await event.request.formData()));
  if (!parsed.success) return fail(400, { problem: refusalText('invalid-input'), done: null });
  const { para, cita } = parsed.data;
  const changed = await changeConsent(world, who.accountId, { kind, purpose: para, appointmentId: cita || null, locale });
  return changed.ok ? { problem: null, done: kind } : fail(404, { problem: refusalText(changed.kind), done: null });
}

export const actions: Actions = {
  retirar: (event) => change(event, 'withdrawn'),
  dar: (event) => change(event, 'given'),
};
