import type { Actor, Locale } from '#domain/people.ts';
import { parseContact, type Contact } from '#domain/phone.ts';
import { needsSecondFactor } from '#domain/second-factor.ts';
import { refuse, success, type RefusalKind, type Result } from '#domain/result.ts';
import { may } from '#domain/permissions.ts';
import { checkCode, requestCode, type Codes, type NoCode, type WrongCode } from './codes/codes.server.ts';
import { openStep, type StepCookie } from './second-factor/steps.server.ts';
import { actorOf, issueSession, type SignedIn } from './sessions.server.ts';

/** Reads a contact as people of Spain and Mexico type it; refuses the field as it stands in the form. */
export function readContact(typed: string): Result<Contact, RefusalKind> {
  const spanish = parseContact(typed, 'ES');
  if (spanish.ok || typed.includes('@')) return spanish;
  const mexican = parseContact(typed, 'MX');
  return mexican.ok ? mexican : spanish;
}

/** Sends a code to a contact; the answer is the same whether or not anybody is known under it (A1). */
export async function startSignIn(
  world: Codes,
  input: { contact: Contact; browserHash: Uint8Array; from: string | null; locale: Locale },
): Promise<Result<{ codeId: string }, NoCode>> {
  return requestCode(world, { purpose: 'sign_in', appointmentId: null, ...input });
}

/** Signed in, or the step that who works here takes after the code: a second factor (A1). */
export type AfterCode = { next: 'session'; session: SignedIn } | { next: 'second-factor'; step: StepCookie };

/**
 * Finishes a sign-in with the code: the contact is proved, its account made where new (B3). Patients have their session
 * then; whoever works here has a step to take first, and no session of any kind before it (A1). Refuses as `useCode`.
 */
export async function finishSignIn(
  world: Codes,
  input: { contact: Contact; code: string; browserHash: Uint8Array; device: string },
): Promise<Result<AfterCode> | WrongCode> {
  const { contact, code, browserHash } = input;
  if (code.length !== 6) return refuse('invalid-input', { codigo: 'code-invalid' });
  return world.as({ kind: 'system', job: 'sign-in' }, async (tx) => {
    const used = await checkCode(world, tx, { purpose: 'sign_in', address: contact.address, browserHash, appointmentId: null, code });
    if (!used.ok) return used;
    const { accountId, channel } = used.value;
    const actor = await actorOf(tx, accountId);
    if (needsSecondFactor(actor.kind)) {
      const step = await openStep(world, tx, { accountId, browserHash, signedInBy: channel, purpose: 'sign_in' });
      return success({ next: 'second-factor', step });
    }
    const session = await issueSession(world, tx, { accountId, signedInBy: channel, device: input.device });
    return success({ next: 'session', session: { ...session, actor } });
  });
}

/** Where people start: who works here in the agenda, who runs the site in their house, patients at their appointments. */
export function startPageOf(actor: Actor): string {
  if (may(actor, 'run-site')) return '/operador';
  return may(actor, 'keep-agenda') ? '/agenda' : '/citas';
}
