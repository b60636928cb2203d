import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import { isFresh, type ShownFactor } from '#domain/second-factor.ts';
import { refuse, type Result } from '#domain/result.ts';
import type { Tx } from '#ports/world.ts';
import { actorOf, issueSession, type SignedIn } from '../sessions.server.ts';
import { askPasskey, keepPasskey, offerPasskey, showsPasskey } from './passkeys.server.ts';
import { renewRecoveryCodes, showsRecoveryCode } from './recovery.server.ts';
import type { NewPasskey, PasskeyAnswer } from './schema.ts';
import { findStep, openStep, right, system, tryStep, type Step, type StepCookie, type StepHolder, type StepWorld } from './steps.server.ts';
import { keepTotp, offerTotp, showsTotp, type TotpOffer } from './totp.server.ts';

/** What the page between the code and the session shows (A1). */
export type SecondStep =
  | { mode: 'show'; app: boolean; recovery: boolean; passkey: PublicKeyCredentialRequestOptionsJSON | null }
  | { mode: 'enrol'; totp: TotpOffer; passkey: PublicKeyCredentialCreationOptionsJSON };

export type Shown = { by: 'totp'; digits: string } | { by: 'passkey'; response: PasskeyAnswer } | { by: 'recovery'; code: string };
export type Made = { by: 'totp'; digits: string; name: string } | { by: 'passkey'; response: NewPasskey; name: string };

/** The step this browser stands at, or null: the code comes first. Whoever has no factor yet makes one here. */
export async function readSecondStep(world: StepWorld, holder: StepHolder): Promise<SecondStep | null> {
  return world.as(system, async (tx) => {
    const step = await findStep(world, tx, holder, 'sign_in');
    if (!step) return null;
    const kinds = await kindsOf(tx, step.accountId);
    if (kinds.length === 0) {
      const label = await labelOf(tx, step.accountId);
      return { mode: 'enrol', totp: offerTotp(world, step, label), passkey: await offerPasskey(world, tx, step, label) };
    }
    const paper = await tx.selectFrom('recovery_codes').select('account_id').where('account_id', '=', step.accountId).where('used_at', 'is', null).limit(1).execute();
    return { mode: 'show', app: kinds.includes('totp'), recovery: paper.length > 0, passkey: await askPasskey(world, tx, step) };
  });
}

/** Opens the session of whoever shows a factor of theirs. Refuses `step-over`, `too-many-attempts`, `factor-wrong`. */
export async function showFactor(world: StepWorld, holder: StepHolder, shown: Shown, device: string): Promise<Result<SignedIn>> {
  return tryStep(world, holder, 'sign_in', async (tx, step) => {
    if (!(await isShown(world, tx, step, shown))) return refuse('factor-wrong');
    if (shown.by === 'recovery') await world.announce(tx, { type: 'sign-in-changed', accountId: step.accountId, what: 'recovery-code-used' });
    return { ok: true, value: await signIn(world, tx, step, shown.by, device) };
  });
}

/**
 * Keeps somebody's first factor and opens their session; the recovery codes are shown this once. Refuses
 * `step-over` also where there is a factor already: a code alone never adds another.
 */
export async function enrolFactor(world: StepWorld, holder: StepHolder, made: Made, device: string): Promise<Result<SignedIn & { recoveryCodes: string[] }>> {
  return tryStep(world, holder, 'sign_in', async (tx, step) => {
    if ((await kindsOf(tx, step.accountId)).length > 0) return refuse('step-over');
    const kept = right(await keepFactor(world, tx, step, made));
    if (!kept.ok) return kept;
    const recoveryCodes = await renewRecoveryCodes(world, tx, step.accountId);
    await world.announce(tx, { type: 'sign-in-changed', accountId: step.accountId, what: 'factor-added' });
    return { ok: true, value: { ...(await signIn(world, tx, step, made.by, device)), recoveryCodes } };
  });
}

/** Keeps what the app or the browser made in this step: the new factor's id, or null where it does not hold. */
export async function keepFactor(world: StepWorld, tx: Tx, step: Step, made: Made): Promise<string | null> {
  return made.by === 'totp' ? keepTotp(world, tx, step, made.digits, made.name) : keepPasskey(world, tx, step, made.response, made.name);
}

/**
 * For whoever has just come to work here in a session of theirs: the step they would have met at the door. Null where
 * they showed a factor already; `sign-in-again` where their code is too long ago to count.
 */
export async function stepOfSession(world: StepWorld, sessionId: string, browserHash: Uint8Array): Promise<Result<StepCookie | null, 'sign-in-again'>> {
  return world.as(system, async (tx) => {
    const session = await tx.selectFrom('sessions').selectAll().where('id', '=', sessionId).where('ended_at', 'is', null).executeTakeFirst();
    if (!session) return refuse('sign-in-again');
    if (session.second_factor || session.signed_in_by === 'rehearsal') return { ok: true, value: null };
    const { account_id: accountId, signed_in_by: signedInBy } = session;
    if (signedInBy === 'link' || !isFresh(session.created_at, world.clock.now())) return refuse('sign-in-again');
    return { ok: true, value: await openStep(world, tx, { accountId, browserHash, signedInBy, purpose: 'sign_in' }) };
  });
}

async function isShown(world: StepWorld, tx: Tx, step: Step, shown: Shown): Promise<boolean> {
  if (shown.by === 'totp') return showsTotp(world, tx, step.accountId, shown.digits);
  if (shown.by === 'passkey') return showsPasskey(world, tx, step, shown.response);
  return showsRecoveryCode(world, tx, step.accountId, shown.code);
}

async function signIn(world: StepWorld, tx: Tx, step: Step, secondFactor: ShownFactor, device: string): Promise<SignedIn> {
  const session = await issueSession(world, tx, { accountId: step.accountId, signedInBy: step.signedInBy, secondFactor, device });
  return { ...session, actor: await actorOf(tx, step.accountId) };
}

async function kindsOf(tx: Tx, accountId: string): Promise<string[]> {
  const rows = await tx.selectFrom('second_factors').select('kind').where('account_id', '=', accountId).execute();
  return rows.map((row) => row.kind);
}

/** By what the person knows their account in the list of an app: the mail address, else the mobile. */
export async function labelOf(tx: Tx, accountId: string): Promise<string> {
  const contact = await tx
    .selectFrom('contacts')
    .select('address')
    .where('account_id', '=', accountId)
    .where('proved_at', 'is not', null)
    .orderBy('channel')
    .orderBy('created_at')
    .executeTakeFirst();
  return contact?.address ?? '';
}
