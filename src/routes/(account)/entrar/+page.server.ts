import { fail, redirect } from '@sveltejs/kit';
import { maskContact } from '#domain/contact.ts';
import type { Contact } from '#domain/phone.ts';
import { may } from '#domain/permissions.ts';
import { localDestination } from '#features/accounts/destination.ts';
import { enterCodeForm, requestCodeForm } from '#features/accounts/schema.ts';
import { isWhole } from '#features/accounts/sessions.server.ts';
import { finishSignIn, readContact, startPageOf, startSignIn } from '#features/accounts/sign-in.server.ts';
import { codeWords } from '#texts/code-words.ts';
import { m } from '#texts/compiled/messages.js';
import { localizeHref } from '#texts/compiled/runtime.js';
import { refusalText } from '#texts/refusals.ts';
import { keepCookie } from '../../signed-in.ts';
import type { Actions, PageServerLoad } from './$types';

/** What the page shows after a press that did not lead on; `contact` is what was typed, and nothing of it is lost. */
interface Answer {
  step: 'contact' | 'code';
  contact: string;
  sentTo: { channel: 'sms' | 'email'; words: string } | null;
  problem: string | null;
}

export const load: PageServerLoad = async ({ locals, url }) => {
  const { actor, world } = locals;
  const volver = localDestination(url.searchParams.get('volver'));
  const anew = url.searchParams.has('otra');
  const signedIn = may(actor, 'keep-account') && !anew && (await isWhole(world, actor));
  return { goOn: signedIn ? (volver ?? localizeHref(startPageOf(actor), { locale: locals.locale })) : null };
};

function askedContact(typed: string, problem: string): Answer {
  return { step: 'contact', contact: typed, sentTo: null, problem };
}
function contactIn(fields: Record<string, FormDataEntryValue>): string {
  return typeof fields['contact'] === 'string' ? fields['contact'] : '';
}
function askedCode(typed: string, contact: Contact, problem: string | null): Answer {
  return { step: 'code', contact: typed, sentTo: { channel: contact.channel, words: maskContact(contact.address) }, problem };
}

export const actions: Actions = {
  /** Sends a code; known and unknown contacts are answered alike (A1). */
  pedir: async ({ request, locals }) => {
    const fields = Object.fromEntries(await request.formData());
    const parsed = requestCodeForm.safeParse(fields);
    if (!parsed.success) return fail(400, askedContact(contactIn(fields), refusalText('invalid-input')));
    if (!parsed.data.contact) return fail(400, askedContact('', m.signin_contact_missing()));
    const typed = parsed.data.contact;
    const contact = readContact(typed);
    if (!contact.ok) return fail(400, askedContact(typed, refusalText(contact.kind)));
    const { world, browserHash, address: from, locale } = locals;
    const sent = await startSignIn(world, { contact: contact.value, browserHash, from, locale });
    return sent.ok ? askedCode(typed, contact.value, null) : fail(429, askedContact(typed, refusalText(sent.kind)));
  },

  /** Checks the code and opens the session (A1). */
  entrar: async ({ request, locals, cookies, url }) => {
    const fields = Object.fromEntries(await request.formData());
    const parsed = enterCodeForm.safeParse(fields);
    if (!parsed.success) return fail(400, askedContact(contactIn(fields), refusalText('invalid-input')));
    const { contact: typed, code } = parsed.data;
    const contact = readContact(typed);
    if (!contact.ok) return fail(400, askedContact(typed, refusalText(contact.kind)));
    const { world, browserHash, locale } = locals;
    const device = request.headers.get('user-agent') ?? '';
    const answer = await finishSignIn(world, { contact: contact.value, code, browserHash, device });
    if (!answer.ok) return fail(400, askedCode(typed, contact.value, codeWords(answer)));
    const { publicOrigin } = world.settings;
    const volver = localDestination(url.searchParams.get('volver'));
    if (answer.value.next === 'second-factor') {
      keepCookie(cookies, publicOrigin, 'step', answer.value.step);
      redirect(303, localizeHref(volver ? `/entrar/segundo-paso?volver=${encodeURIComponent(volver)}` : '/entrar/segundo-paso', { locale }));
    }
    keepCookie(cookies, publicOrigin, 'session', answer.value.session);
    redirect(303, volver ?? localizeHref(startPageOf(answer.value.session.actor), { locale }));
  },
};
