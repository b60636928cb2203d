import { error, fail, redirect } from '@sveltejs/kit';
import { accountChoiceOf, chooseForAccount } from '#features/messages/wishes/account-choice.server.ts';
import { noticesForm } from '#features/messages/wishes/choice.server.ts';
import { signedInPerson } from '../../account.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** By what and in which language a patient is told of all their appointments. */
export const load: PageServerLoad = async (event) => {
  signedInPerson(event);
  const { world, actor, locale } = event.locals;
  const choice = await accountChoiceOf(world, actor);
  if (!choice) error(404);
  return { choice: { ...choice, locale: choice.locale ?? locale }, saved: event.url.searchParams.has('hecho') };
};

export const actions: Actions = {
  avisos: async (event) => {
    signedInPerson(event);
    const parsed = noticesForm.safeParse(Object.fromEntries(await event.request.formData()));
    if (!parsed.success) return fail(400, { refusal: 'invalid-input' as const });
    const answer = await chooseForAccount(event.locals.world, event.locals.actor, parsed.data);
    if (!answer.ok) return fail(403, { refusal: answer.kind });
    redirect(303, '?hecho=1');
  },
};
