import type { World } from '#ports/world.ts';

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

/**
 * Is this database an older copy than what was worked with until `mark`? Then whatever was due by then has left already:
 * it is not sent again and the agenda says so; and every session ends, for some of them had ended (fault 56). Answers how
 * many messages were kept back, null where nothing was restored. Before the first message is sent.
 */
export async function settleRestore(world: Pick<World, 'as' | 'clock' | 'log'>, mark: Date | null): Promise<number | null> {
  if (mark === null) return null;
  const now = world.clock.now();
  const kept = await world.as(system, async (tx) => {
    const row = await tx.selectFrom('installation').select('value').where('name', '=', name).executeTakeFirst();
    const known = row?.value as { at?: string } | undefined;
    if (known?.at && Date.parse(known.at) + toleranceMs >= mark.getTime()) return null;
    const messages = await tx
      .updateTable('messages')
      .set({ status: 'skipped', why: 'restored', lease_until: null })
      .where('status', 'in', ['planned', 'sending'])
      .where('due_at', '<=', mark)
      .executeTakeFirst();
    await tx.updateTable('sessions').set({ ended_at: now }).where('ended_at', 'is', null).execute();
    return Number(messages.numUpdatedRows);
  });
  if (kept !== null)
    world.log.warn(
      { kept, until: mark.toISOString() },
      'the database was restored from a copy: nothing due until then is sent again',
    );
  return kept;
}
