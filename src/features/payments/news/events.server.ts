import type { CardEvent, EventSubject } from '#ports/cards.ts';
import type { JobPayloads } from '#ports/queue.ts';
import type { Tx, World } from '#ports/world.ts';
import { keepAccount } from '../connect/account.server.ts';
import { keepDispute } from './dispute.server.ts';
import { settleMoney } from './money.server.ts';
import { settleCheckout } from '../settle.server.ts';

type Events = Pick<World, 'as' | 'clock' | 'ids' | 'cards' | 'announce' | 'queue' | 'log' | 'settings'>;

const system = { kind: 'system', job: 'card-events' } as const;
const listAgainMinutes = 10;
/** What is listed overlaps the last look, for events that were written late; each counts once all the same. */
const overlapMinutes = 60;
const rawKeptDays = 30;
/** News about money of which we know nothing yet waits for the news that explains it; after so long it is none of ours. */
const unknownKeptDays = 1;
const atATime = 1000;

/**
 * Keeps an event as it came, once, and queues the work, so that the answer is quick (quality 68, 69). False for what the
 * provider did not sign, which leaves nothing behind.
 */
export async function keepCardEvent(
  world: Pick<World, 'as' | 'clock' | 'cards' | 'queue'>,
  raw: string,
  signature: string,
): Promise<boolean> {
  const event = world.cards.readEvent(raw, signature);
  if (!event) return false;
  await world.as(system, (tx) => keep(world, tx, event, { raw, told_by: 'webhook' }));
  return true;
}

async function keep(
  world: Pick<World, 'clock' | 'queue'>,
  tx: Tx,
  event: CardEvent,
  how: { raw: string | null; told_by: 'webhook' | 'list' },
): Promise<void> {
  const kept = await tx
    .insertInto('card_events')
    .values({ id: event.id, type: event.type, body: JSON.stringify(event.about), received_at: world.clock.now(), ...how })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (kept) await world.queue.enqueue(tx, 'process-card-event', [{ eventId: kept.id }]);
}

/**
 * An event says only that something happened: the provider is asked how it stands now (Y5). Once, unless replayed; a
 * refund whose payment we have not heard of yet is looked at again, for news comes in any order (fault 50).
 */
export async function processCardEvent(world: Events, payload: JobPayloads['process-card-event']): Promise<void> {
  const event = await world.as(system, (tx) =>
    tx.selectFrom('card_events').select(['body', 'processed_at', 'received_at']).where('id', '=', payload.eventId).executeTakeFirst(),
  );
  if (!event || event.processed_at) return;
  const about = event.body as EventSubject | null;
  const known = about ? await settle(world, about) : true;
  const now = world.clock.now();
  if (!known && now.getTime() - event.received_at.getTime() < unknownKeptDays * 86_400_000) return;
  await world.as(system, (tx) =>
    tx.updateTable('card_events').set({ processed_at: now }).where('id', '=', payload.eventId).execute(),
  );
}

/** False for money that belongs to no payment of ours, or not yet. */
async function settle(world: Events, about: EventSubject): Promise<boolean> {
  if (about.kind === 'money') return settleMoney(world, about.intentId);
  if (about.kind === 'dispute') return keepDispute(world, about.disputeId);
  if (about.kind === 'checkout') await settleCheckout(world, about.checkoutId);
  else await keepAccount(world, about.accountId);
  return true;
}

/** Asks the provider what happened since the last look: no webhook need arrive for the states to be right (quality 72). */
export async function listMissedEvents(world: Events): Promise<void> {
  const now = world.clock.now();
  const seen = await world.as(system, (tx) =>
    tx.selectFrom('installation').select('value').where('name', '=', 'card-events').executeTakeFirst(),
  );
  const last = seenUntil(seen?.value);
  if (last && now.getTime() - last.getTime() < listAgainMinutes * 60_000) return;
  const since = new Date((last ?? now).getTime() - overlapMinutes * 60_000);
  const missed = await world.cards.eventsSince(since);
  await world.as(system, async (tx) => {
    for (const event of missed) await keep(world, tx, event, { raw: null, told_by: 'list' });
    await raiseWaiting(world, tx, new Date(now.getTime() - listAgainMinutes * 60_000));
    const value = JSON.stringify({ until: now.toISOString() });
    await tx
      .insertInto('installation')
      .values({ name: 'card-events', value })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
      .execute();
  });
}

/**
 * After a restore, before anything is due: everything that the provider tells of the time since the copy is listed and
 * worked on, so that no price is taken twice (fault 56). Throws where the provider does not answer.
 */
export async function catchUpOnNews(world: Events): Promise<void> {
  await listMissedEvents(world);
  const waiting = await world.as(system, (tx) =>
    tx.selectFrom('card_events').select('id as eventId').where('processed_at', 'is', null).orderBy('received_at').execute(),
  );
  // Twice: what came before the news that explains it is known the second time.
  for (const event of [...waiting, ...waiting]) await processCardEvent(world, event);
}

/** What was not worked on: its work failed too often, it came before what explains it, or somebody wants it again. */
async function raiseWaiting(world: Pick<World, 'queue'>, tx: Tx, receivedBefore: Date): Promise<void> {
  const waiting = await tx
    .selectFrom('card_events')
    .select('id as eventId')
    .where('processed_at', 'is', null)
    .where('received_at', '<=', receivedBefore)
    .orderBy('received_at')
    .limit(atATime)
    .execute();
  await world.queue.enqueue(tx, 'process-card-event', waiting);
}

/**
 * Stored events are worked on once more, by the product that runs, within ten minutes: for faults of ours that were
 * mended meanwhile. Answers how many; each asks the provider how things stand, so that nothing happens twice (Y5).
 */
export async function replayCardEvents(world: Pick<World, 'as'>, received: { from: Date; until: Date }): Promise<number> {
  return world.as(system, async (tx) => {
    const again = await tx
      .updateTable('card_events')
      .set({ processed_at: null })
      .where('received_at', '>=', received.from)
      .where('received_at', '<', received.until)
      .where('processed_at', 'is not', null)
      .executeTakeFirst();
    return Number(again.numUpdatedRows);
  });
}

function seenUntil(value: unknown): Date | null {
  if (!value || typeof value !== 'object' || !('until' in value) || typeof value.until !== 'string') return null;
  return new Date(value.until);
}

/** What the provider wrote holds addresses of payers; it is emptied when nobody will want to work on it again. */
export async function forgetRawEvents(world: Pick<World, 'as' | 'clock'>): Promise<void> {
  const until = new Date(world.clock.now().getTime() - rawKeptDays * 86_400_000);
  await world.as(system, (tx) =>
    tx.updateTable('card_events').set({ raw: null }).where('raw', 'is not', null).where('processed_at', '<=', until).execute(),
  );
}
