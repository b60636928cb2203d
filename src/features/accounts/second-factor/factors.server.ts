import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/server';
import { isFresh, mostFactors, type FactorKind } from '#domain/second-factor.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import type { Tx, World } from '#ports/world.ts';
import { offerPasskey } from './passkeys.server.ts';
import { renewRecoveryCodes } from './recovery.server.ts';
import { keepFactor, labelOf, type Made } from './second-step.server.ts';
import { findStep, openStep, right, system, tryStep, type StepCookie, type StepHolder, type StepWorld } from './steps.server.ts';
import { offerTotp, type TotpOffer } from './totp.server.ts';

/** Somebody in a session of theirs. */
export interface SignedInPerson {
  accountId: string;
  sessionId: string;
}

export interface FactorLine {
  id: string;
  kind: FactorKind;
  name: string;
  addedAt: Date;
  lastUsedAt: Date | null;
}

/** The account's second factors, oldest first, and how many recovery codes are left. */
export async function listFactors(world: Pick<World, 'as'>, accountId: string): Promise<{ factors: FactorLine[]; recoveryLeft: number }> {
  return world.as(system, async (tx) => {
    const rows = await tx
      .selectFrom('second_factors')
      .select(['id', 'kind', 'name', 'created_at', 'last_used_at'])
      .where('account_id', '=', accountId)
      .orderBy('created_at')
      .execute();
    const left = await tx
      .selectFrom('recovery_codes')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('account_id', '=', accountId)
      .where('used_at', 'is', null)
      .executeTakeFirstOrThrow();
    const factors = rows.map((row) => ({ id: row.id, kind: row.kind, name: row.name, addedAt: row.created_at, lastUsedAt: row.last_used_at }));
    return { factors, recoveryLeft: Number(left.count) };
  });
}

/** Whether this session is new enough to change how its owner signs in (quality 18). */
export async function isFreshSession(world: Pick<World, 'as' | 'clock'>, sessionId: string): Promise<boolean> {
  return world.as(system, (tx) => fresh(world, tx, sessionId));
}

/** The step in which one more factor is made. Refuses `sign-in-again` where the session is not fresh, `too-many`. */
export async function startFactor(world: StepWorld, who: SignedInPerson, browserHash: Uint8Array): Promise<Result<StepCookie>> {
  return world.as(system, async (tx) => {
    if (!(await fresh(world, tx, who.sessionId))) return refuse('sign-in-again');
    if ((await countOf(tx, who.accountId)) >= mostFactors) return refuse('too-many');
    return success(await openStep(world, tx, { accountId: who.accountId, browserHash, signedInBy: 'email', purpose: 'add' }));
  });
}

/** What the page of that step offers; null where this browser stands at none of this account. */
export async function readNewFactor(
  world: StepWorld,
  who: SignedInPerson,
  holder: StepHolder,
): Promise<{ totp: TotpOffer; passkey: PublicKeyCredentialCreationOptionsJSON } | null> {
  return world.as(system, async (tx) => {
    const step = await findStep(world, tx, holder, 'add');
    if (!step || step.accountId !== who.accountId) return null;
    const label = await labelOf(tx, step.accountId);
    return { totp: offerTotp(world, step, label), passkey: await offerPasskey(world, tx, step, label) };
  });
}

/** Keeps one more factor. Refuses `step-over`, `too-many-attempts`, `factor-wrong`, `not-allowed` for another account's step. */
export async function addFactor(world: StepWorld, who: SignedInPerson, holder: StepHolder, made: Made): Promise<Result<{ recoveryCodes: string[] | null }>> {
  return tryStep(world, holder, 'add', async (tx, step) => {
    if (step.accountId !== who.accountId) return refuse('not-allowed');
    const before = await countOf(tx, who.accountId);
    const kept = right(await keepFactor(world, tx, step, made));
    if (!kept.ok) return kept;
    await world.announce(tx, { type: 'sign-in-changed', accountId: who.accountId, what: 'factor-added' });
    return success({ recoveryCodes: before === 0 ? await renewRecoveryCodes(world, tx, who.accountId) : null });
  });
}

/** Takes a factor away. Refuses `sign-in-again`, `not-found`, and `last-factor`: who works here keeps one. */
export async function removeFactor(world: StepWorld, who: SignedInPerson, factorId: string): Promise<Result<null>> {
  return changing(world, who, async (tx) => {
    const mine = tx.selectFrom('second_factors').select('id').where('account_id', '=', who.accountId);
    const all = await mine.forUpdate().execute();
    if (!all.some((one) => one.id === factorId)) return refuse('not-found');
    if (all.length === 1) return refuse('last-factor');
    await tx.deleteFrom('second_factors').where('id', '=', factorId).where('account_id', '=', who.accountId).execute();
    await world.announce(tx, { type: 'sign-in-changed', accountId: who.accountId, what: 'factor-removed' });
    return success(null);
  });
}

/** Ten new recovery codes; the old ones end. Refuses `sign-in-again`. */
export async function replaceRecoveryCodes(world: StepWorld, who: SignedInPerson): Promise<Result<string[]>> {
  return changing(world, who, async (tx) => {
    await world.announce(tx, { type: 'sign-in-changed', accountId: who.accountId, what: 'recovery-codes-renewed' });
    return success(await renewRecoveryCodes(world, tx, who.accountId));
  });
}

/** Whatever changes how somebody signs in needs a sign-in of the last quarter of an hour (quality 18). */
export async function changing<Value>(
  world: Pick<World, 'as' | 'clock'>,
  who: SignedInPerson,
  work: (tx: Tx) => Promise<Result<Value>>,
): Promise<Result<Value>> {
  return world.as(system, async (tx) => ((await fresh(world, tx, who.sessionId)) ? work(tx) : refuse('sign-in-again')));
}

async function fresh(world: Pick<World, 'clock'>, tx: Tx, sessionId: string): Promise<boolean> {
  const session = await tx.selectFrom('sessions').select('created_at').where('id', '=', sessionId).where('ended_at', 'is', null).executeTakeFirst();
  return session !== undefined && isFresh(session.created_at, world.clock.now());
}

async function countOf(tx: Tx, accountId: string): Promise<number> {
  const rows = await tx.selectFrom('second_factors').select('id').where('account_id', '=', accountId).forUpdate().execute();
  return rows.length;
}
