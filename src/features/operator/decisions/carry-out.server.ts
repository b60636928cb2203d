import { sql } from 'kysely';
import { tablesOfAccountAlone } from '#domain/privacy/erasure.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import type { Tx, World } from '#ports/world.ts';

/** Sessions that ended and whose sockets are still to be cut. */
type Ended = string[];

/**
 * Takes all second factors and recovery codes from an account, ends its sessions, and tells it at every contact it has: at
 * the next sign-in a new factor is made (A1, quality 18).
 */
export async function resetSecondFactor(world: Pick<World, 'clock' | 'announce'>, tx: Tx, accountId: string): Promise<Result<Ended>> {
  for (const table of ['second_factors', 'recovery_codes', 'factor_steps'] as const) await tx.deleteFrom(table).where('account_id', '=', accountId).execute();
  await world.announce(tx, { type: 'sign-in-changed', accountId, what: 'factors-reset' });
  return success(await endSessions(world, tx, accountId));
}

/**
 * Erases a specialist who leaves (O1): off the site, with photo, hours, calendars, team, keys and every contact. Name and
 * licence number stay where a consultation took place, because its record must say who held it (Ley 41/2002 art. 15,
 * NOM-004); with none they go too. Refuses `appointments-ahead`: their patients are told first, by cancelling.
 */
export async function eraseSpecialist(world: Pick<World, 'clock'>, tx: Tx, accountId: string): Promise<Result<Ended>> {
  const now = world.clock.now();
  const own = await tx.selectFrom('specialists').select('id').where('account_id', '=', accountId).executeTakeFirst();
  if (!own) return refuse('not-found');
  // The agenda first, then the row, as every booking does: whoever is booking now is seen, or finds no hours any more.
  await sql`select claim_time(${own.id}, ${now}, ${now}, ${now})`.execute(tx);
  await tx.selectFrom('specialists').select('id').where('id', '=', own.id).forUpdate().execute();
  const appointments = await tx.selectFrom('appointments').select(['status', 'ends_at']).where('specialist_id', '=', own.id).where('status', 'in', ['held', 'booked', 'in_progress', 'completed']).execute();
  if (appointments.some((one) => one.status === 'held' || one.status === 'in_progress' || (one.status === 'booked' && one.ends_at > now))) return refuse('appointments-ahead');
  for (const table of ['photos', 'photo_sources', 'weekly_hours', 'hour_exceptions', 'external_calendars', 'assistants', 'invitations', 'billing_details', 'card_accounts'] as const) {
    await tx.deleteFrom(table).where('specialist_id', '=', own.id).execute();
  }
  await tx.updateTable('services').set({ active: false }).where('specialist_id', '=', own.id).execute();
  await tx.updateTable('specialist_settings').set({ video_message: '', other_payment_instructions: '', stripe_account_id: null }).where('specialist_id', '=', own.id).execute();
  await tx
    .updateTable('specialists')
    .set({
      slug: `baja-${own.id}`,
      headline: '',
      biography: '',
      phone: '',
      portrait: 'none',
      video_enabled: false,
      admitted_at: null,
      paused_at: null,
      paused_why: null,
      ...(appointments.length === 0 ? { full_name: 'Datos borrados', title: '', licence_number: '' } : {}),
    })
    .where('id', '=', own.id)
    .execute();
  const sessions = await endSessions(world, tx, accountId);
  for (const table of ['calendar_feeds', ...tablesOfAccountAlone] as const) {
    await tx.deleteFrom(table).where('account_id', '=', accountId).execute();
  }
  await tx.updateTable('accounts').set({ erased_at: now }).where('id', '=', accountId).execute();
  return success(sessions);
}

async function endSessions(world: Pick<World, 'clock'>, tx: Tx, accountId: string): Promise<Ended> {
  const ended = await tx.updateTable('sessions').set({ ended_at: world.clock.now() }).where('account_id', '=', accountId).where('ended_at', 'is', null).returning('id').execute();
  return ended.map((session) => session.id);
}
