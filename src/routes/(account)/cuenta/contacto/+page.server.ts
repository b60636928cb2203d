import { fail, redirect } from '@sveltejs/kit';
import { maskContact } from '#domain/contact.ts';
import type { Contact } from '#domain/phone.ts';
import { addContact, startContact } from '#features/accounts/contacts.server.ts';
import { accountForms } from '#features/accounts/schema.ts';
import { isFreshSession } from '#features/accounts/second-factor/factors.server.ts';
import { readContact } from '#features/accounts/sign-in.server.ts';
import { codeWords } from '#texts/code-words.ts';
import { m } from '#texts/compiled/messages.js';
import { localizeHref } from '#texts/compiled/runtime.js';
import { refusalText } from '#texts/refusals.ts';
import { signedInPerson } from '../../account.server.ts';
import type { Actions, PageServerLoad } from './$types';

interface Answer {
  step: 'contact' | 'code';
  contact: string;
  sentTo: string | null;
  problem: string | null;
}

export const load: PageServerLoad = async (event) => {
  const who = signedInPerson(event);
  const account = localizeHref('/cuenta', { locale: event.locals.locale });
  if (event.request.method === 'GET' && !(await isFreshSession(event.locals.world, who.sessionId))) redirect(303, account);
  return { account };
};

const asked = (contact: string, problem: string): Answer => ({ step: 'contact', contact, sentTo: null, problem });
const sent = (typed: string, contact: Contact, problem: string | null): Answer => ({ step: 'code', contact: typed, sentTo: maskContact(contact.address), problem });
function typedIn(fields: Record<string, FormDataEntryValue>): string {
  return typeof fields['contacto'] === 'string' ? fields['contacto'] : '';
}

export const actions: Actions = {
  /** Sends a code to the new contact; whether it is known here, nobody learns before it is proved. */
  pedir: async (event) => {
    const fields = Object.fromEntries(await event.request.formData());
    const parsed = accountForms.contact.safeParse(fields);
    if (!parsed.success) return fail(400, asked(typedIn(fields), refusalText('invalid-input')));
    const typed = parsed.data.contacto;
    if (!typed) return fail(400, asked('', m.signin_contact_missing()));
    const contact = readContact(typed);
    if (!contact.ok) return fail(400, asked(typed, refusalText(contact.kind)));
    const { world, browserHash, address: from, locale } = event.locals;
    const started = await startContact(world, signedInPerson(event), { contact: contact.value, browserHash, from, locale });
    return started.ok ? sent(typed, contact.value, null) : fail(started.kind === 'too-many-attempts' || started.kind === 'no-text-now' ? 429 : 409, asked(typed, refusalText(started.kind)));
  },
  anadir: async (event) => {
    const fields = Object.fromEntries(await event.request.formData());
    const parsed = accountForms.contactCode.safeParse(fields);
    if (!parsed.success) return fail(400, asked(typedIn(fields), refusalText('invalid-input')));
    const { contacto: typed, codigo: code } = parsed.data;
    const contact = readContact(typed);
    if (!contact.ok) return fail(400, asked(typed, refusalText(contact.kind)));
    const { world, browserHash, locale } = event.locals;
    const added = await addContact(world, signedInPerson(event), { contact: contact.value, code, browserHash });
    if (added.ok) redirect(303, localizeHref('/cuenta', { locale }));
    if (added.kind === 'contact-taken') return fail(409, asked(typed, refusalText('contact-taken')));
    return fail(400, sent(typed, contact.value, codeWords(added)));
  },
};
