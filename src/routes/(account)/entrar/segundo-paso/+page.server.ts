import { fail, redirect } from '@sveltejs/kit';
import { localDestination } from '#features/accounts/destination.ts';
import { newPasskeyForm, newTotpForm, passkeyForm, recoveryForm, totpForm } from '#features/accounts/second-factor/schema.ts';
import { enrolFactor, readSecondStep, showFactor, type Made, type Shown } from '#features/accounts/second-factor/second-step.server.ts';
import { startPageOf } from '#features/accounts/sign-in.server.ts';
import { m } from '#texts/compiled/messages.js';
import { localizeHref } from '#texts/compiled/runtime.js';
import { refusalText } from '#texts/refusals.ts';
import { dropCookie, keepCookie } from '../../../signed-in.ts';
import { stepHolder } from '../../account.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

type Field = 'codigo' | 'recuperacion' | 'llave';

/** The code comes first: without it there is nothing to show here (A1). */
export const load: PageServerLoad = async (event) => {
  const { locals, url } = event;
  const step = await readSecondStep(locals.world, stepHolder(event));
  const volver = localDestination(url.searchParams.get('volver'));
  const signedIn = 'accountId' in locals.actor && locals.actor.kind !== 'patient' && locals.actor.kind !== 'booker';
  // What an action has just answered is drawn all the same: the step is over by then.
  if (!step && !signedIn && event.request.method === 'GET') redirect(303, localizeHref(volver ? `/entrar?volver=${encodeURIComponent(volver)}` : '/entrar', { locale: locals.locale }));
  return { step, goOn: volver ?? localizeHref(startPageOf(locals.actor), { locale: locals.locale }) };
};

const faultOf = (field: Field, problem: string, status: number) => fail(status, { field, problem, recoveryCodes: null, goOn: null });

/** Signs in with a factor that was shown, and goes on to where the person wanted. */
async function show(event: RequestEvent, field: Field, shown: Shown) {
  const { locals, cookies, request, url } = event;
  const answer = await showFactor(locals.world, stepHolder(event), shown, request.headers.get('user-agent') ?? '');
  if (!answer.ok) return faultOf(field, refusalText(answer.kind), answer.kind === 'too-many-attempts' ? 429 : 400);
  const { publicOrigin } = locals.world.settings;
  keepCookie(cookies, publicOrigin, 'session', answer.value);
  dropCookie(cookies, publicOrigin, 'step');
  redirect(303, localDestination(url.searchParams.get('volver')) ?? localizeHref(startPageOf(answer.value.actor), { locale: locals.locale }));
}

/** Keeps the first factor, signs in with it, and shows the recovery codes this once. */
async function enrol(event: RequestEvent, field: Field, made: Made) {
  const { locals, cookies, request, url } = event;
  const answer = await enrolFactor(locals.world, stepHolder(event), made, request.headers.get('user-agent') ?? '');
  if (!answer.ok) return faultOf(field, refusalText(answer.kind), answer.kind === 'too-many-attempts' ? 429 : 400);
  const { publicOrigin } = locals.world.settings;
  keepCookie(cookies, publicOrigin, 'session', answer.value);
  dropCookie(cookies, publicOrigin, 'step');
  const goOn = localDestination(url.searchParams.get('volver')) ?? localizeHref(startPageOf(answer.value.actor), { locale: locals.locale });
  return { field, problem: null, recoveryCodes: answer.value.recoveryCodes, goOn };
}

export const actions: Actions = {
  app: async (event) => {
    const parsed = totpForm.safeParse(Object.fromEntries(await event.request.formData()));
    if (!parsed.success || parsed.data.codigo.length !== 6) return faultOf('codigo', refusalText('code-invalid'), 400);
    return show(event, 'codigo', { by: 'totp', digits: parsed.data.codigo });
  },
  recuperar: async (event) => {
    const parsed = recoveryForm.safeParse(Object.fromEntries(await event.request.formData()));
    if (!parsed.success) return faultOf('recuperacion', refusalText('invalid-input'), 400);
    return show(event, 'recuperacion', { by: 'recovery', code: parsed.data.recuperacion });
  },
  llave: async (event) => {
    const parsed = passkeyForm.safeParse(Object.fromEntries(await event.request.formData()));
    if (!parsed.success) return faultOf('llave', refusalText('invalid-input'), 400);
    return show(event, 'llave', { by: 'passkey', response: parsed.data.llave });
  },
  nuevaapp: async (event) => {
    const parsed = newTotpForm.safeParse(Object.fromEntries(await event.request.formData()));
    if (!parsed.success || parsed.data.codigo.length !== 6) return faultOf('codigo', refusalText('code-invalid'), 400);
    return enrol(event, 'codigo', { by: 'totp', digits: parsed.data.codigo, name: parsed.data.nombre || m.factor_app({}, { locale: event.locals.locale }) });
  },
  nuevallave: async (event) => {
    const parsed = newPasskeyForm.safeParse(Object.fromEntries(await event.request.formData()));
    if (!parsed.success) return faultOf('llave', refusalText('invalid-input'), 400);
    return enrol(event, 'llave', { by: 'passkey', response: parsed.data.llave, name: parsed.data.nombre || m.factor_passkey({}, { locale: event.locals.locale }) });
  },
};
