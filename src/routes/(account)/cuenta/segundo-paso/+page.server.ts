import { error, fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { needsSecondFactor } from '#domain/second-factor.ts';
import { addFactor, readNewFactor } from '#features/accounts/second-factor/factors.server.ts';
import type { Made } from '#features/accounts/second-factor/second-step.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import { refusalText } from '#texts/refusals.ts';
import { dropCookie } from '../../../signed-in.ts';
import { readMade, signedInPerson, stepHolder } from '../../account.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** Where one more factor is made; the press on the page before opened the step. */
export const load: PageServerLoad = async (event) => {
  const { world, actor, locale } = event.locals;
  const who = signedInPerson(event);
  if (!needsSecondFactor(actor.kind)) error(404, 'not-found');
  const offer = await readNewFactor(world, who, stepHolder(event));
  const account = localizeHref('/cuenta', { locale });
  if (!offer && event.request.method === 'GET') redirect(303, account);
  return { offer, account };
};

async function add(event: RequestEvent, field: 'codigo' | 'llave', made: Made) {
  const added = await addFactor(event.locals.world, signedInPerson(event), stepHolder(event), made);
  if (!added.ok) return fail(added.kind === 'too-many-attempts' ? 429 : 400, { field, problem: refusalText(added.kind), recoveryCodes: null });
  dropCookie(event.cookies, event.locals.world.settings.publicOrigin, 'step');
  if (added.value.recoveryCodes) return { field, problem: null, recoveryCodes: added.value.recoveryCodes };
  redirect(303, localizeHref('/cuenta', { locale: event.locals.locale }));
}

const unreadable = (field: 'codigo' | 'llave') => fail(400, { field, problem: refusalText(field === 'codigo' ? 'code-invalid' : 'invalid-input'), recoveryCodes: null });

export const actions: Actions = {
  app: async (event) => {
    const made = await readMade(event, 'totp');
    return made ? add(event, 'codigo', made) : unreadable('codigo');
  },
  llave: async (event) => {
    const made = await readMade(event, 'passkey');
    return made ? add(event, 'llave', made) : unreadable('llave');
  },
};
