import { fail, type RequestEvent } from '@sveltejs/kit';
import { addPerson, listOwnPeople, personForm, removePerson, renamePerson } from '#features/accounts/people/own-people.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import { refusalText } from '#texts/refusals.ts';
import type { Result } from '#domain/result.ts';
import { signedInPerson } from '../../account.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { world, locale } = event.locals;
  const who = signedInPerson(event);
  return { people: await listOwnPeople(world, who.accountId), account: localizeHref('/cuenta', { locale }) };
};

type Work = (event: RequestEvent, accountId: string, form: { persona: string; nombre: string }) => Promise<Result<unknown>>;

function action(done: 'added' | 'renamed' | 'removed', work: Work) {
  return async (event: RequestEvent) => {
    const who = signedInPerson(event);
    const typed = Object.fromEntries(await event.request.formData());
    const parsed = personForm.safeParse(typed);
    const text = (name: string) => (typeof typed[name] === 'string' ? typed[name] : '');
    const values = { persona: text('persona'), nombre: text('nombre') };
    if (!parsed.success) return fail(400, { done: null, problem: refusalText('invalid-input'), values });
    const answer = await work(event, who.accountId, parsed.data);
    if (answer.ok) return { done, problem: null, values: { persona: '', nombre: '' } };
    return fail(answer.kind === 'invalid-input' ? 400 : answer.kind === 'not-found' ? 404 : 409, { done: null, problem: refusalText(answer.fields?.['nombre'] ?? answer.kind), values });
  };
}

export const actions: Actions = {
  anadir: action('added', (event, accountId, { nombre }) => addPerson(event.locals.world, accountId, nombre)),
  corregir: action('renamed', (event, accountId, { persona, nombre }) => renamePerson(event.locals.world, accountId, persona, nombre)),
  quitar: action('removed', (event, accountId, { persona }) => removePerson(event.locals.world, accountId, persona)),
};
