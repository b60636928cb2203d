import { sql } from 'kysely';
import { z } from 'zod';
import type { Actor } from '#domain/people.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import { isSwitchedOn, maySwitch, switchNames, type SwitchName } from '#domain/switches.ts';
import type { Tx, World } from '#ports/world.ts';

type Operator = Extract<Actor, { kind: 'operator' }>;

export interface SwitchLine {
  name: SwitchName;
  isOn: boolean;
  /** Held so by the environment: nobody changes it from inside. */
  fixed: boolean;
  /** The last decision, where there was one. */
  last: Decision | null;
}
export interface Decision {
  id: string;
  name: SwitchName;
  isOn: boolean;
  reason: string;
  at: Date;
  mine: boolean;
}

export const switchForm = z.strictObject({ funcion: z.enum(switchNames), estado: z.enum(['on', 'off']), motivo: z.string().trim() });

/** How each feature stands, and the last twenty decisions, newest first (O1). */
export async function listSwitches(world: Pick<World, 'as' | 'settings'>, actor: Operator): Promise<{ switches: SwitchLine[]; history: Decision[] }> {
  const { lasts, newest } = await world.as(actor, async (tx) => ({
    lasts: await tx.selectFrom('switch_decisions').selectAll().distinctOn('name').orderBy('name').orderBy('number', 'desc').execute(),
    newest: await tx.selectFrom('switch_decisions').selectAll().orderBy('decided_at', 'desc').orderBy('id').limit(20).execute(),
  }));
  const decision = (row: (typeof newest)[number]): Decision[] => {
    const name = switchNames.find((known) => known === row.name);
    return name ? [{ id: row.id, name, isOn: row.is_on, reason: row.reason, at: row.decided_at, mine: row.decided_by === actor.accountId }] : [];
  };
  const last = lasts.flatMap(decision);
  const switches = switchNames.map((name): SwitchLine => {
    const fixed = world.settings.fixedSwitches[name];
    const own = last.find((one) => one.name === name) ?? null;
    return { name, isOn: isSwitchedOn(fixed, own?.isOn), fixed: fixed !== undefined, last: own };
  });
  return { switches, history: newest.flatMap(decision) };
}

/**
 * Switches a feature of the site on or off for everybody, with a reason that stays; every process follows within two seconds
 * (O1). Refuses `invalid-input` without a reason, `not-allowed`, `fixed-outside`, `decided-meanwhile`.
 */
export async function decideSwitch(
  world: Pick<World, 'as' | 'clock' | 'ids' | 'note' | 'settings' | 'switches'>,
  actor: Operator,
  input: { name: SwitchName; isOn: boolean; reason: string },
): Promise<Result<null>> {
  const { name, isOn } = input;
  const reason = input.reason.trim();
  if (reason === '') return refuse('invalid-input', { motivo: 'text-missing' });
  if (reason.length > 500) return refuse('invalid-input', { motivo: 'text-too-long' });
  const done = await world.as(actor, async (tx) => {
    if (!(await operates(tx))) return refuse('not-allowed');
    const last = await tx.selectFrom('switch_decisions').select(['number', 'is_on']).where('name', '=', name).orderBy('number', 'desc').limit(1).executeTakeFirst();
    const allowed = maySwitch(world.settings.fixedSwitches[name], last?.is_on, isOn);
    if (!allowed.ok) return allowed;
    const id = world.ids.uuid();
    const kept = await tx
      .insertInto('switch_decisions')
      .values({ id, name, number: (last?.number ?? 0) + 1, is_on: isOn, reason, decided_by: actor.accountId, decided_at: world.clock.now() })
      .onConflict((conflict) => conflict.columns(['name', 'number']).doNothing())
      .executeTakeFirst();
    if (!kept.numInsertedOrUpdatedRows) return refuse('decided-meanwhile');
    await world.note(tx, actor, { action: isOn ? 'feature-switched-on' : 'feature-switched-off', objectKind: 'feature', objectId: id });
    return success(null);
  });
  if (done.ok) world.switches.forget();
  return done;
}

/** Whom it meets now where it is switched off, as far as that is a number: those who wait, apply, attend, or ask by program. */
export async function countAffected(world: Pick<World, 'as' | 'clock'>, actor: Operator, name: SwitchName): Promise<number | null> {
  const now = world.clock.now();
  return world.as({ kind: 'system', job: 'switches' }, async (tx) => {
    const asks = await tx.selectFrom('operators').select('account_id').where('account_id', '=', actor.accountId).executeTakeFirst();
    if (!asks) return null;
    const count = sql<number>`count(*)::int`.as('count');
    if (name === 'bookings') return (await tx.selectFrom('specialists').select(count).where('admitted_at', 'is not', null).executeTakeFirstOrThrow()).count;
    if (name === 'waiting-list') return (await tx.selectFrom('waiting_requests').select(count).where('ended_at', 'is', null).executeTakeFirstOrThrow()).count;
    if (name === 'applications') return (await tx.selectFrom('applications').select(count).where('state', 'in', ['draft', 'incomplete']).executeTakeFirstOrThrow()).count;
    if (name !== 'programs') return null;
    const usable = tx.selectFrom('access_tokens').select(count).where('ended_at', 'is', null);
    return (await usable.where((is) => is.or([is('expires_at', 'is', null), is('expires_at', '>', now)])).executeTakeFirstOrThrow()).count;
  });
}

/** The database looks who really operates; a decision by anybody else would throw there. */
async function operates(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ yes: boolean }>`select operates() yes`.execute(tx);
  return rows[0]?.yes ?? false;
}
