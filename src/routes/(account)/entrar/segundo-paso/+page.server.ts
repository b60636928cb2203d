import { fail, redirect } from '@sveltejs/kit';
import type { RefusalKind, Result } from '#domain/result.ts';
import { needsSecondFactor } from '#domain/second-factor.ts';
import { localDestination } from '#features/accounts/destination.ts';
import { passkeyForm, recoveryForm, totpForm } from '#features/accounts/second-factor/schema.ts';
import { enrolFactor, readSecondStep, showFactor, type Made, type Shown } from '#features/accounts/second-factor/second-step.server.ts';
import type { SignedIn } from '#features/accounts/sessions.server.ts';
import { startPageOf } from '#features/accounts/sign-in.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import { refusalText } from '#texts/refusals.ts';
import { dropCookie, keepCookie } from '../../../signed-in.ts';
import { readMade, stepHolder } from '../../account.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

type Field = 'codigo' | 'recuperacion' | 'llave';

/** The code comes first: without it there is nothing to show here (A1). */
export const load: PageServerLoad = async (event) => {
  const { locals, url } = event;
  const step = await readSecondStep(locals.world, stepHolder(event));
  const volver = localDestination(url.searchParams.get('volver'));
  const signedIn = 'accountId' in locals.actor && needsSecondFactor(locals.actor.kind);
  // What an action has just answered is drawn all the same: the step is over by then.
  if (!step && !signedIn && event.request.method === 'GET') redirect(303, localizeHref(volver ? `/entrar?volver=${encodeURIComponent(volver)}` : '/entrar', { locale: locals.locale }));
  return { step, goOn: volver ?? localizeHref(startPageOf(locals.actor), { locale: locals.locale }) };
};

const faultOf = (field: Field, problem: string, status: number) => fail(status, { field, problem, recoveryCodes: null, goOn: null });

/** What `step` answered: a refusal in words, or the session in this browser instead of the step, and where to go on. */
async function signIn<Value extends SignedIn>(event: RequestEvent, step: Promise<Result<Value>>) {
  const { locals, cookies, url } = event;
  const answer = await step;
  if (!answer.ok) return answer;
  const { publicOrigin } = locals.world.settings;
  keepCookie(cookies, publicOrigin, 'session', answer.value);
  dropCookie(cookies, publicOrigin, 'step');
  const goOn = localDestination(url.searchParams.get('volver')) ?? localizeHref(startPageOf(answer.value.actor), { locale: locals.locale });
  return { ok: true as const, value: answer.value, goOn };
}
const device = ({ request }: RequestEvent) => request.headers.get('user-agent') ?? '';
const refused = (field: Field, kind: RefusalKind) => faultOf(field, refusalText(kind), kind === 'too-many-attempts' ? 429 : 400);

/** Signs in with a factor that was shown, and goes on to where the person wanted. */
async function show(event: RequestEvent, field: Field, shown: Shown) {
  const signed = await signIn(event, showFactor(event.locals.world, stepHolder(event), shown, device(event)));
  if (!signed.ok) return refused(field, signed.kind);
  redirect(303, signed.goOn);
}

/** Keeps the first factor, signs in with it, and shows the recovery codes this once. */
async function enrol(event: RequestEvent, field: Field, made: Made) {
  const signed = await signIn(event, enrolFactor(event.locals.world, stepHolder(event), made, device(event)));
  if (!signed.ok) return refused(field, signed.kind);
  return { field, problem: null, recoveryCodes: signed.value.recoveryCodes, goOn: signed.goOn };
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
    const made = await readMade(event, 'totp');
    return made ? enrol(event, 'codigo', made) : faultOf('codigo', refusalText('code-invalid'), 400);
  },
  nuevallave: async (event) => {
    const made = await readMade(event, 'passkey');
    return made ? enrol(event, 'llave', made) : faultOf('llave', refusalText('invalid-input'), 400);
  },
};
