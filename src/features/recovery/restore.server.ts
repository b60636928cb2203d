import type { Tx, World } from '#ports/world.ts';

const system = { kind: 'system', job: 'restore' } as const;
const name = 'worked-until';
/** What may lie between writing the database and writing the mark beside it. */
const toleranceMs = 120_000;

/** Writes into the database how far it has been worked with; the caller keeps the same outside it, afterwards. */
export async function noteWork(world: Pick<World, 'as' | 'clock'>): Promise<Date> {
  const at = world.clock.now();
  const value = JSON.stringify({ at: at.toISOString() });
  await world.as(system, (tx) =>
    tx
      .insertInto('installation')
      .values({ name, value })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
      .execute(),
  );
  return at;
}

/** What ended and must never come back, as the file outside the database has it. */
export interface Ending {
  kind: 'appointment' | 'token' | 'feed' | 'assistant' | 'invitation' | 'account';
  subject: string;
  at: Date;
  detail: Record<string, unknown>;
}

/** What ended after `since`, the oldest first; the caller keeps it outside the database. */
export async function listEndings(world: Pick<World, 'as'>, since: Date): Promise<Ending[]> {
  const rows = await world.as(system, (tx) => tx.selectFrom('endings').selectAll().where('at', '>', since).orderBy('at').execute());
  return rows.map(({ detail, ...row }) => ({ ...row, detail: isRecord(detail) ? detail : {} }));
}

/** What was found of a restore: messages kept back, and accounts that had been erased and have to be once more. */
export interface Restored {
  kept: number;
  erased: string[];
}

/**
 * Is this database an older copy than what was worked with until `mark`? Then whatever was due by then has left already:
 * it is not sent again and the agenda says so; every session ends, for some of them had ended; and what had ended by
 * then ends again: cancelled appointments with their links, tokens, feeds, assistants, invitations (fault 56). Null where
 * nothing was restored. Before the first message is sent.
 */
export async function settleRestore(
  world: Pick<World, 'as' | 'clock' | 'log'>,
  mark: Date | null,
  endings: readonly Ending[],
): Promise<Restored | null> {
  if (mark === null) return null;
  const now = world.clock.now();
  const restored = await world.as(system, async (tx) => {
    const row = await tx.selectFrom('installation').select('value').where('name', '=', name).executeTakeFirst();
    const known = row?.value as { at?: string } | undefined;
    if (known?.at && Date.parse(known.at) + toleranceMs >= mark.getTime()) return null;
    const erased: string[] = [];
    for (const one of endings) {
      if (one.kind !== 'account') await endAgain(tx, one);
      else if (await isThere(tx, one.subject)) erased.push(one.subject);
    }
    const messages = await tx
      .updateTable('messages')
      .set({ status: 'skipped', why: 'restored', lease_until: null })
      .where('status', 'in', ['planned', 'sending'])
      .where('due_at', '<=', mark)
      .executeTakeFirst();
    await tx.updateTable('sessions').set({ ended_at: now }).where('ended_at', 'is', null).execute();
    return { kept: Number(messages.numUpdatedRows), erased };
  });
  if (restored !== null)
    world.log.warn(
      { kept: restored.kept, endings: endings.length, until: mark.toISOString() },
      'the database was restored from a copy: nothing due until then is sent again, what had ended stays ended',
    );
  return restored;
}

async function endAgain(tx: Tx, { kind, subject, at, detail }: Ending): Promise<void> {
  if (kind === 'appointment') return cancelAgain(tx, subject, at, detail);
  if (kind === 'token') {
    await tx.updateTable('access_tokens').set({ ended_at: at }).where('id', '=', subject).where('ended_at', 'is', null).execute();
  } else if (kind === 'invitation') {
    await tx
      .updateTable('invitations')
      .set({ withdrawn_at: at })
      .where('id', '=', subject)
      .where('accepted_at', 'is', null)
      .where('withdrawn_at', 'is', null)
      .execute();
  } else if (kind === 'feed') {
    // The address that took its place is not in this copy: its owner asks for another.
    await tx
      .deleteFrom('calendar_feeds')
      .where('id', '=', subject)
      .where('version', '<=', Number(detail['version'] ?? 0))
      .execute();
  } else {
    const [accountId = '', specialistId = ''] = subject.split(' ');
    await tx
      .deleteFrom('assistants')
      .where('account_id', '=', accountId)
      .where('specialist_id', '=', specialistId)
      .where('created_at', '<=', at)
      .execute();
  }
}

/** Everybody was told then and the money moved then: the provider's own news say how. */
async function cancelAgain(tx: Tx, appointmentId: string, at: Date, detail: Record<string, unknown>): Promise<void> {
  const by = (['patient', 'specialist', 'assistant', 'system'] as const).find((one) => one === detail['by']) ?? 'system';
  const keep = Number(detail['keep'] ?? 0);
  const { numUpdatedRows } = await tx
    .updateTable('appointments')
    .set((eb) => ({
      status: 'cancelled',
      cancelled_at: at,
      cancelled_by: by,
      cancel_keep_cents: keep,
      sequence: eb('sequence', '+', 1),
    }))
    .where('id', '=', appointmentId)
    .where('status', 'in', ['booked', 'in_progress'])
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return;
  await tx
    .updateTable('messages')
    .set({ status: 'cancelled', why: 'restored', lease_until: null })
    .where('appointment_id', '=', appointmentId)
    .where('status', 'in', ['planned', 'sending'])
    .execute();
}

async function isThere(tx: Tx, accountId: string): Promise<boolean> {
  const row = await tx.selectFrom('accounts').select('id').where('id', '=', accountId).where('erased_at', 'is', null).executeTakeFirst();
  return row !== undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
