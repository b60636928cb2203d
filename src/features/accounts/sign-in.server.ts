import type { Actor, Locale } from '#domain/people.ts';
import { parseContact, type Contact } from '#domain/phone.ts';
import { refuse, success, type RefusalKind, type Result } from '#domain/result.ts';
import type { World } from '#ports/world.ts';
import { requestCode, useCode, type WrongCode } from './codes.server.ts';
import { showSecondFactor } from './second-factor.ts';
import { findActor, openSession } from './sessions.server.ts';

type Accounts = Pick<World, 'as' | 'clock' | 'ids' | 'vault' | 'announce'>;

/** Reads a contact as people of Spain and Mexico type it; refuses the field as it stands in the form. */
export function readContact(typed: string): Result<Contact, RefusalKind> {
  const spanish = parseContact(typed, 'ES');
  if (spanish.ok || typed.includes('@')) return spanish;
  const mexican = parseContact(typed, 'MX');
  return mexican.ok ? mexican : spanish;
}

/** Sends a code to a contact; the answer is the same whether or not anybody is known under it (A1). */
export async function startSignIn(
  world: Accounts,
  input: { contact: Contact; browserHash: Uint8Array; locale: Locale },
): Promise<Result<{ codeId: string }, 'too-many-attempts'>> {
  return requestCode(world, { purpose: 'sign_in', appointmentId: null, ...input });
}

export interface SignedIn {
  token: string;
  maxAgeSeconds: number;
  actor: Actor;
}

/**
 * Finishes a sign-in with the code: the contact is proved, its account made where new, a session opened (A1, B3).
 * Refuses as `useCode` does.
 */
export async function finishSignIn(
  world: Accounts,
  input: { contact: Contact; code: string; browserHash: Uint8Array; device: string },
): Promise<Result<SignedIn> | WrongCode> {
  const { contact, code, browserHash } = input;
  if (code.length !== 6) return refuse('invalid-input', { codigo: 'code-invalid' });
  const used = await useCode(world, { purpose: 'sign_in', address: contact.address, browserHash, appointmentId: null, code });
  if (!used.ok) return used;
  const second = showSecondFactor([]);
  if (!second.ok) return second;
  const session = await openSession(world, {
    accountId: used.value.accountId,
    signedInBy: used.value.channel,
    device: input.device,
  });
  const { actor } = await findActor(world, session.token);
  return success({ ...session, actor });
}

/** Where people start: who works here in the agenda, patients at their appointments. */
export function startPageOf(actor: Actor): string {
  return actor.kind === 'specialist' || actor.kind === 'assistant' ? '/agenda' : '/citas';
}
