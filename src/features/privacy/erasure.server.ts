import { sql } from 'kysely';
import { refuse, success, type Result } from '#domain/result.ts';
import { keptUntil, tablesOfAccountAlone } from '#domain/privacy/erasure.ts';
import type { Tx, World } from '#ports/world.ts';
import { ownAppointments } from './subject-tables.ts';

const system = { kind: 'system', job: 'erasure' } as const;

type Eraser = Pick<World, 'as' | 'clock' | 'ids' | 'vault' | 'live' | 'note'>;

interface PersonRow {
  id: string;
  full_name: string;
  email: string | null;
  mobile: string | null;
  wrapped: Buffer | null;
}

/** What pressing would do: what stands in the way, and until when what is kept. */
export interface ErasurePreview {
  /** Appointments that are still to come; they are cancelled by their owner first. */
  ahead: number;
  keptUntil: Date | null;
}

/** What erasing would leave (G1): asked before the press, told in words. */
export async function previewErasure(world: Pick<World, 'as' | 'clock'>, accountId: string): Promise<ErasurePreview> {
  return world.as(system, async (tx) => ({ ahead: await aheadOf(world, tx, accountId), keptUntil: await endOfDuty(tx, accountId) }));
}

/**
 * Erases an account (G1, art. 17): contacts, sign-in, wishes and everything that only served it are gone now; of
 * consultations that took place the law keeps the record, blocked: no name in it, its key taken from the practice, until
 * its day. Refuses `not-allowed` (who works here leaves by the operator), `appointments-ahead`.
 */
export async function eraseAccount(world: Eraser, accountId: string): Promise<Result<{ keptUntil: Date | null }>> {
  const done = await world.as(system, async (tx) => {
    await tx.selectFrom('accounts').select('id').where('id', '=', accountId).forUpdate().execute();
    if (await worksHere(tx, accountId)) return refuse('not-allowed');
    if ((await aheadOf(world, tx, accountId)) > 0) return refuse('appointments-ahead');
    const until = await endOfDuty(tx, accountId);
    const now = world.clock.now();
    const people = await tx
      .selectFrom('people as p')
      .leftJoin('data_keys as k', 'k.person_id', 'p.id')
      .select(['p.id', 'p.full_name', 'p.email', 'p.mobile', 'k.wrapped'])
      .where('p.account_id', '=', accountId)
      .execute();
    for (const person of people) await block(world, tx, person, until, now);
    await strip(tx, accountId, people.map((person) => person.id));
    const ended = await tx.selectFrom('sessions').select('id').where('account_id', '=', accountId).execute();
    await forget(tx, accountId);
    await tx.updateTable('accounts').set({ erased_at: now, message_channel: null, message_locale: null }).where('id', '=', accountId).execute();
    await world.note(tx, { kind: 'patient', accountId }, { action: 'account-erased', objectKind: 'account', objectId: accountId });
    return success({ keptUntil: until, sessions: ended.map((session) => session.id) });
  });
  if (!done.ok) return done;
  for (const id of done.value.sessions) world.live.publish(`session:${id}`, { type: 'ended' });
  return success({ keptUntil: done.value.keptUntil });
}

/** Blocked records whose day has come go, and with their key the sealed reasons can never be read again. A due task. */
export async function forgetBlockedRecords(world: Pick<World, 'as' | 'clock'>): Promise<void> {
  await world.as(system, async (tx) => {
    const over = await tx.deleteFrom('blocked_records').where('keep_until', '<=', world.clock.now()).returning('person_id').execute();
    if (over.length === 0) return;
    const people = over.map((row) => row.person_id);
    await tx.deleteFrom('data_keys').where('person_id', 'in', people).execute();
    await tx.updateTable('appointments').set({ reason_sealed: null }).where('person_id', 'in', people).execute();
    for (const table of ['documents', 'notes'] as const) await tx.deleteFrom(table).where('person_id', 'in', people).execute();
  });
}

async function worksHere(tx: Tx, accountId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from specialists where account_id = ${accountId} union all
    select 1 from assistants where account_id = ${accountId} union all select 1 from operators where account_id = ${accountId}`.execute(tx);
  return rows.length > 0;
}

async function aheadOf(world: Pick<World, 'clock'>, tx: Tx, accountId: string): Promise<number> {
  const { count } = await tx
    .selectFrom('appointments')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where(sql<boolean>`id in ${ownAppointments({ accountId })}`)
    .where((eb) => eb.or([eb('status', 'in', ['held', 'in_progress']), eb.and([eb('status', '=', 'booked'), eb('ends_at', '>', world.clock.now())])]))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Consultations that took place or of which nobody has said that they did not. */
async function endOfDuty(tx: Tx, accountId: string): Promise<Date | null> {
  const rows = await tx
    .selectFrom('appointments as a')
    .innerJoin('specialists as s', 's.id', 'a.specialist_id')
    .innerJoin('specialist_settings as t', 't.specialist_id', 's.id')
    .select(['s.country', 't.record_years as recordYears', 'a.ends_at as endedAt'])
    .where(sql<boolean>`a.id in ${ownAppointments({ accountId })}`)
    .where('a.status', 'in', ['booked', 'completed'])
    .execute();
  return keptUntil(rows);
}

/** Takes the name and the key from a person: with a duty to keep they are blocked, without one they are gone (decision 0044). */
async function block(world: Eraser, tx: Tx, person: PersonRow, until: Date | null, now: Date): Promise<void> {
  if (until) {
    const id = world.ids.uuid();
    const dataKey = person.wrapped ?? Buffer.from(world.vault.newDataKey());
    const who = JSON.stringify({ name: person.full_name, email: person.email, mobile: person.mobile });
    await tx
      .insertInto('blocked_records')
      .values({
        id,
        person_id: person.id,
        who_sealed: Buffer.from(world.vault.seal(dataKey, `blocked_records.${id}.who`, who)),
        keep_until: until,
        created_at: now,
      })
      .execute();
    const blocked = { wrapped: dataKey, blocked_at: now };
    await tx.insertInto('data_keys').values({ person_id: person.id, ...blocked }).onConflict((on) => on.column('person_id').doUpdateSet(blocked)).execute();
  } else {
    await tx.deleteFrom('data_keys').where('person_id', '=', person.id).execute();
  }
  await tx
    .updateTable('people')
    .set({ account_id: null, entered_by_specialist_id: null, full_name: erasedName, email: null, mobile: null })
    .where('id', '=', person.id)
    .execute();
}

/** What practices go on seeing in their agenda's past instead of a name. */
const erasedName = 'Datos borrados';

/** Leaves of the appointments what says that an hour was taken, of the reviews what was said, and no message that is still to go. */
async function strip(tx: Tx, accountId: string, people: string[]): Promise<void> {
  const mine = await tx
    .selectFrom('appointments')
    .select('id')
    .where((eb) => eb.or([eb('booked_by_account_id', '=', accountId), ...(people.length > 0 ? [eb('person_id', 'in', people)] : [])]))
    .execute();
  const ids = mine.map((row) => row.id);
  if (ids.length === 0) return;
  await tx
    .updateTable('appointments')
    .set({ patient_name: erasedName, patient_email: null, patient_mobile: null, booked_by_account_id: null, browser_hash: null, idempotency_key: null })
    .where('id', 'in', ids)
    .execute();
  await tx.updateTable('appointments').set({ reason_sealed: null }).where('id', 'in', ids).where('status', 'not in', ['booked', 'completed']).execute();
  // Of consultations that took place they are part of the record, blocked with its key; the rest goes.
  const other = tx.selectFrom('appointments').select('id').where('id', 'in', ids).where('status', 'not in', ['booked', 'completed']);
  for (const table of ['documents', 'notes'] as const) await tx.deleteFrom(table).where('appointment_id', 'in', other).execute();
  await tx.updateTable('reviews').set({ author: 'Paciente' }).where('appointment_id', 'in', ids).execute();
  await tx
    .updateTable('messages')
    .set({ status: 'cancelled', why: 'account-erased', lease_until: null })
    .where('appointment_id', 'in', ids)
    .where('audience', '=', 'patient')
    .where('status', '=', 'planned')
    .execute();
  await tx.deleteFrom('sign_in_notices').where('appointment_id', 'in', ids).execute();
  await tx.deleteFrom('device_checks').where('appointment_id', 'in', ids).execute();
  await tx.deleteFrom('waiting_requests').where('appointment_id', 'in', ids).execute();
}

/** What only served the account. Consents stay, without a name: they prove that one was allowed to do what was done. */
async function forget(tx: Tx, accountId: string): Promise<void> {
  const addresses = sql<string>`(select address from contacts where account_id = ${accountId})`;
  await tx.deleteFrom('codes').where((eb) => eb.or([eb('account_id', '=', accountId), sql<boolean>`address in ${addresses}`])).execute();
  await tx.deleteFrom('silenced_addresses').where(sql<boolean>`address in ${addresses}`).execute();
  for (const table of ['waiting_requests', 'sessions', ...tablesOfAccountAlone] as const) {
    await tx.deleteFrom(table).where('account_id', '=', accountId).execute();
  }
}
