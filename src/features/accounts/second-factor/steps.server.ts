import { createHash, timingSafeEqual } from 'node:crypto';
import { sql } from 'kysely';
import { mayTry, stepMinutes } from '#domain/second-factor.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import type { Tx, World } from '#ports/world.ts';

export type StepWorld = Pick<World, 'as' | 'ahead' | 'clock' | 'ids' | 'vault' | 'announce' | 'settings'>;
export const system = { kind: 'system', job: 'second-factor' } as const;

export interface Step {
  id: string;
  accountId: string;
  purpose: 'sign_in' | 'add';
  signedInBy: 'sms' | 'email';
}

export interface StepCookie {
  token: string;
  maxAgeSeconds: number;
}

/** The browser that holds the step's cookie. */
export interface StepHolder {
  token: string | null;
  browserHash: Uint8Array;
}

/** Opens the step between the code and the session, or before a new factor; good in this browser for 15 minutes, once. */
export async function openStep(
  world: Pick<World, 'clock' | 'ids'>,
  tx: Tx,
  input: { accountId: string; browserHash: Uint8Array; signedInBy: 'sms' | 'email'; purpose: Step['purpose'] },
): Promise<StepCookie> {
  const now = world.clock.now();
  const token = world.ids.secret(24);
  await tx
    .insertInto('factor_steps')
    .values({
      id: world.ids.uuid(),
      account_id: input.accountId,
      purpose: input.purpose,
      token_hash: hashOf(token),
      browser_hash: Buffer.from(input.browserHash),
      signed_in_by: input.signedInBy,
      created_at: now,
      expires_at: new Date(now.getTime() + stepMinutes * 60_000),
    })
    .execute();
  return { token, maxAgeSeconds: stepMinutes * 60 };
}

/** The step this browser stands at; null where there is none, it is over, or it belongs to another browser. */
export async function findStep(world: Pick<World, 'clock'>, tx: Tx, holder: StepHolder, purpose: Step['purpose']): Promise<Step | null> {
  if (!holder.token) return null;
  const row = await tx.selectFrom('factor_steps').selectAll().where('token_hash', '=', hashOf(holder.token)).executeTakeFirst();
  if (!row || row.purpose !== purpose || row.done_at || row.expires_at <= world.clock.now()) return null;
  if (!timingSafeEqual(row.browser_hash, holder.browserHash)) return null;
  return { id: row.id, accountId: row.account_id, purpose: row.purpose, signedInBy: row.signed_in_by };
}

/**
 * One try at a time for an account: the step is found, `check` looks at what was shown, and a wrong answer is counted
 * (quality 11). Refuses `step-over` where there is no step any more, `too-many-attempts`, or what `check` refuses.
 */
export async function tryStep<Value>(
  world: StepWorld,
  holder: StepHolder,
  purpose: Step['purpose'],
  check: (tx: Tx, step: Step) => Promise<Result<Value>>,
): Promise<Result<Value>> {
  return world.as(system, async (tx) => {
    const step = await findStep(world, tx, holder, purpose);
    if (!step) return refuse('step-over');
    await sql`select pg_advisory_xact_lock(hashtextextended(${step.accountId}, 9))`.execute(tx);
    if (!mayTry(await failuresOf(world, tx, step))) return refuse('too-many-attempts');
    const shown = await check(tx, step);
    const change = tx.updateTable('factor_steps').where('id', '=', step.id);
    if (shown.ok) {
      // Whoever lost the race for the same step finds it done.
      const { numUpdatedRows } = await change.set({ done_at: world.clock.now() }).where('done_at', 'is', null).executeTakeFirst();
      if (numUpdatedRows === 0n) return refuse('step-over');
    } else await change.set((eb) => ({ failures: eb('failures', '+', 1) })).execute();
    return shown;
  });
}

async function failuresOf(world: Pick<World, 'clock'>, tx: Tx, step: Step) {
  const hourAgo = new Date(world.clock.now().getTime() - 3_600_000);
  const { rows } = await sql<{ in_step: number; last_hour: number; since_right: number }>`
    select coalesce(sum(failures) filter (where id = ${step.id}), 0)::int in_step,
      coalesce(sum(failures) filter (where created_at > ${hourAgo}), 0)::int last_hour,
      coalesce(sum(failures) filter (where created_at > coalesce(
        (select max(done_at) from factor_steps where account_id = ${step.accountId}), '-infinity')), 0)::int since_right
    from factor_steps where account_id = ${step.accountId}`.execute(tx);
  const counted = rows[0] ?? { in_step: 0, last_hour: 0, since_right: 0 };
  return { inStep: counted.in_step, lastHour: counted.last_hour, sinceRight: counted.since_right };
}

/** Bytes that belong to this step alone, for what an app or a key is to sign or keep; nothing of it is stored. */
export function bytesOf(world: Pick<World, 'vault'>, step: Pick<Step, 'id'>, use: 'challenge' | 'totp'): Uint8Array {
  return world.vault.sign('factor', `${use}|${step.id}`);
}

/** Of a success the value, of a refusal nothing: for checks whose reason nobody is told. */
export function right<Value>(value: Value | null): Result<Value, 'factor-wrong'> {
  return value === null ? refuse('factor-wrong') : success(value);
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
