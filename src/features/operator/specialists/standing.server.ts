import { refuse, success, type Result } from '#domain/result.ts';
import type { Actor } from '#domain/people.ts';
import type { Tx, World } from '#ports/world.ts';

type Operator = Extract<Actor, { kind: 'operator' }>;

export interface SpecialistCard {
  id: string;
  accountId: string;
  slug: string;
  name: string;
  headline: string;
  licence: { kind: string; number: string };
  country: string;
  city: string;
  zone: string;
  phone: string;
  contacts: { channel: 'sms' | 'email'; address: string; proved: boolean }[];
  admittedAt: Date | null;
  pausedAt: Date | null;
  pausedWhy: string | null;
  createdAt: Date;
  topups: { month: string; units: number; note: string; at: Date }[];
}

/** All that an operator sees of one specialist, noted in the access log; null where there is none. */
export async function readSpecialist(world: Pick<World, 'as' | 'note'>, actor: Operator, id: string): Promise<SpecialistCard | null> {
  return world.as(actor, async (tx) => {
    const row = await tx.selectFrom('specialists').selectAll().where('id', '=', id).executeTakeFirst();
    if (!row) return null;
    const contacts = await tx.selectFrom('contacts').select(['channel', 'address', 'proved_at']).where('account_id', '=', row.account_id).orderBy('created_at').execute();
    const topups = await tx
      .selectFrom('package_topups')
      .select(['month', 'units', 'note', 'created_at as at'])
      .where('specialist_id', '=', id)
      .orderBy('created_at', 'desc')
      .limit(12)
      .execute();
    await world.note(tx, actor, { action: 'specialist-read', objectKind: 'specialist', objectId: id, specialistId: id });
    return {
      id: row.id,
      accountId: row.account_id,
      slug: row.slug,
      name: `${row.title} ${row.full_name}`.trim(),
      headline: row.headline,
      licence: { kind: row.licence_kind, number: row.licence_number },
      country: row.country,
      city: row.city,
      zone: row.zone,
      phone: row.phone,
      contacts: contacts.map(({ channel, address, proved_at }) => ({ channel, address, proved: proved_at !== null })),
      admittedAt: row.admitted_at,
      pausedAt: row.paused_at,
      pausedWhy: row.paused_why,
      createdAt: row.created_at,
      topups,
    };
  });
}

type Standing = Pick<World, 'as' | 'clock' | 'note' | 'announce'>;

/**
 * Takes a profile off the site, with the reason its specialist reads, here and by mail; what is booked stays booked. Refuses
 * `invalid-input` without a reason, `not-allowed`, `not-found`, `decided-meanwhile` where it was off already.
 */
export async function pauseSpecialist(world: Standing, actor: Operator, input: { id: string; why: string }): Promise<Result<null>> {
  const why = input.why.trim();
  if (why === '') return refuse('invalid-input', { motivo: 'text-missing' });
  if (why.length > 500) return refuse('invalid-input', { motivo: 'text-too-long' });
  return changeStanding(world, actor, input.id, async (tx, found) => {
    if (!found.admitted_at) return refuse('decided-meanwhile');
    await tx.updateTable('specialists').set({ admitted_at: null, paused_at: world.clock.now(), paused_why: why }).where('id', '=', input.id).execute();
    await world.note(tx, actor, { action: 'specialist-paused', objectKind: 'specialist', objectId: input.id, specialistId: input.id });
    await world.announce(tx, { type: 'operator-decided', accountId: found.account_id, what: 'profile-paused', words: why });
    return success(null);
  });
}

/** Puts it back and says so. Refuses `not-allowed`, `not-found`, `decided-meanwhile` where it was not paused. */
export async function resumeSpecialist(world: Standing, actor: Operator, id: string): Promise<Result<null>> {
  return changeStanding(world, actor, id, async (tx, found) => {
    if (!found.paused_at) return refuse('decided-meanwhile');
    await tx.updateTable('specialists').set({ admitted_at: world.clock.now(), paused_at: null, paused_why: null }).where('id', '=', id).execute();
    await world.note(tx, actor, { action: 'specialist-resumed', objectKind: 'specialist', objectId: id, specialistId: id });
    await world.announce(tx, { type: 'operator-decided', accountId: found.account_id, what: 'profile-resumed', words: '' });
    return success(null);
  });
}

type Found = { account_id: string; admitted_at: Date | null; paused_at: Date | null };

/** Writing to the specialist is the system's, so that its transaction looks first at who decides. */
async function changeStanding(world: Standing, actor: Operator, id: string, change: (tx: Tx, found: Found) => Promise<Result<null>>): Promise<Result<null>> {
  return world.as({ kind: 'system', job: 'admission' }, async (tx) => {
    const operates = await tx.selectFrom('operators').select('account_id').where('account_id', '=', actor.accountId).executeTakeFirst();
    if (!operates) return refuse('not-allowed');
    const found = await tx.selectFrom('specialists').select(['account_id', 'admitted_at', 'paused_at']).where('id', '=', id).forUpdate().executeTakeFirst();
    return found ? change(tx, found) : refuse('not-found');
  });
}
