import { sql } from 'kysely';
import { z } from 'zod';
import { normalise } from '#domain/profile.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import type { Tx, World } from '#ports/world.ts';

const system = { kind: 'system', job: 'own-people' } as const;
const mostPeople = 20;

export const personForm = z.strictObject({ persona: z.union([z.uuid(), z.literal('')]).default(''), nombre: z.string().trim().max(240).default('') });

/** Somebody an account books for; the first is its owner. */
export interface OwnPerson {
  id: string;
  name: string;
  appointments: number;
  /** The one who opened the account. */
  self: boolean;
}

/** Whom an account books for, its owner first (A2, B3). */
export async function listOwnPeople(world: Pick<World, 'as'>, accountId: string): Promise<OwnPerson[]> {
  const rows = await world.as({ kind: 'patient', accountId }, (tx) =>
    tx
      .selectFrom('people as p')
      .select((eb) => ['p.id', 'p.full_name', eb.selectFrom('appointments as a').select(({ fn }) => fn.countAll<number>().as('n')).whereRef('a.person_id', '=', 'p.id').as('appointments')])
      .where('p.account_id', '=', accountId)
      .orderBy('p.created_at')
      .orderBy('p.id')
      .execute(),
  );
  return rows.map((row, index) => ({ id: row.id, name: row.full_name, appointments: Number(row.appointments), self: index === 0 }));
}

/** Adds somebody to book for (A2). Refuses `invalid-input` with fields, `too-many`, `already-there`. */
export async function addPerson(world: Pick<World, 'as' | 'clock' | 'ids' | 'vault'>, accountId: string, fullName: string): Promise<Result<{ id: string }>> {
  const wrong = nameProblem(fullName);
  if (wrong) return wrong;
  return world.as(system, async (tx) => {
    await tx.selectFrom('accounts').select('id').where('id', '=', accountId).forUpdate().execute();
    const own = await tx.selectFrom('people').select('full_name').where('account_id', '=', accountId).execute();
    if (own.length >= mostPeople) return refuse('too-many');
    if (own.some((one) => normalise(one.full_name) === normalise(fullName))) return refuse('already-there');
    const id = world.ids.uuid();
    await tx.insertInto('people').values({ id, account_id: accountId, full_name: fullName, created_at: world.clock.now() }).execute();
    await tx.insertInto('data_keys').values({ person_id: id, wrapped: Buffer.from(world.vault.newDataKey()) }).execute();
    return success({ id });
  });
}

/** Puts a name right, in what is still to come as well (art. 16). Refuses as `addPerson` does, and `not-found`. */
export async function renamePerson(world: Pick<World, 'as' | 'clock'>, accountId: string, personId: string, fullName: string): Promise<Result<null>> {
  const wrong = nameProblem(fullName);
  if (wrong) return wrong;
  return world.as(system, async (tx) => {
    if (!(await isOwn(tx, accountId, personId))) return refuse('not-found');
    const others = await tx.selectFrom('people').select('full_name').where('account_id', '=', accountId).where('id', '<>', personId).execute();
    if (others.some((one) => normalise(one.full_name) === normalise(fullName))) return refuse('already-there');
    await tx.updateTable('people').set({ full_name: fullName }).where('id', '=', personId).execute();
    await tx.updateTable('appointments').set({ patient_name: fullName }).where('person_id', '=', personId).where('status', 'in', ['held', 'booked']).where('ends_at', '>', world.clock.now()).execute();
    return success(null);
  });
}

/** Takes somebody from the account who never had an appointment. Refuses `not-found`, `has-appointments`. */
export async function removePerson(world: Pick<World, 'as'>, accountId: string, personId: string): Promise<Result<null>> {
  return world.as(system, async (tx) => {
    if (!(await isOwn(tx, accountId, personId))) return refuse('not-found');
    const { rows } = await sql`select 1 from appointments where person_id = ${personId} limit 1`.execute(tx);
    if (rows.length > 0) return refuse('has-appointments');
    await tx.deleteFrom('people').where('id', '=', personId).execute();
    return success(null);
  });
}

function nameProblem(fullName: string) {
  if (fullName.length < 2) return refuse('invalid-input', { nombre: 'name-missing' });
  return fullName.length > 120 ? refuse('invalid-input', { nombre: 'text-too-long' }) : null;
}

/** The form of who is added names nobody; the same form sent elsewhere must not ask the database for nobody. */
async function isOwn(tx: Tx, accountId: string, personId: string): Promise<boolean> {
  if (personId === '') return false;
  return (await tx.selectFrom('people').select('id').where('id', '=', personId).where('account_id', '=', accountId).forUpdate().executeTakeFirst()) !== undefined;
}
