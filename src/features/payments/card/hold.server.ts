import type { Currency } from '#domain/appointment.ts';
import { holdLastsUntil, holdOpensAt, holdServes } from '#domain/prepayment.ts';
import type { JobPayloads } from '#ports/queue.ts';
import type { Tx, World } from '#ports/world.ts';
import { destinationOf, findSavedCard } from './saved-card.server.ts';

type Holding = Pick<World, 'as' | 'clock' | 'ids' | 'cards' | 'announce' | 'queue' | 'log' | 'settings'>;

const system = { kind: 'system', job: 'holds' } as const;
const atATime = 100;
/** `holdOpensAt` asks which hour a moment opens: the one so far ahead. */
const ahead = (now: Date) => new Date(2 * now.getTime() - holdOpensAt(now).getTime());

/** Sets the price of saved cards aside, two days before the hour, so that a bank that refuses is heard in time (Y4). */
export async function holdDueCards(world: Pick<World, 'as' | 'clock' | 'ids' | 'queue'>): Promise<void> {
  const now = world.clock.now();
  await world.as(system, async (tx) => {
    const due = await tx
      .selectFrom('appointments as a')
      .select(['a.id', 'a.price_cents', 'a.currency'])
      .where('a.status', '=', 'booked')
      .where('a.payment', '=', 'guaranteed')
      .where('a.charge_when', '=', 'after')
      .where('a.price_cents', '>', 0)
      .where('a.starts_at', '>', now)
      .where('a.starts_at', '<=', ahead(now))
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('payments as p')
              .select('p.id')
              .whereRef('p.appointment_id', '=', 'a.id')
              .where('p.kind', '=', 'hold')
              .where('p.status', 'in', ['open', 'done']),
          ),
        ),
      )
      .limit(atATime)
      .forNoKeyUpdate('a')
      .skipLocked()
      .execute();
    for (const row of due) {
      const id = world.ids.uuid();
      await tx
        .insertInto('payments')
        .values({
          id,
          appointment_id: row.id,
          kind: 'hold',
          status: 'open',
          amount_cents: row.price_cents,
          currency: row.currency,
          created_at: now,
        })
        .execute();
      await world.queue.enqueue(tx, 'hold-card', [{ paymentId: id }]);
    }
  });
}

/**
 * Asks the bank to set the price aside. The row's id is the operation id: a crash in between makes no second hold (Y5).
 * A bank that refuses, or asks its customer, changes the payment fact and is told to the patient; never the appointment (Y3).
 */
export async function holdCard(world: Holding, payload: JobPayloads['hold-card']): Promise<void> {
  const found = await world.as(system, async (tx) => {
    const hold = await tx
      .selectFrom('payments')
      .selectAll()
      .where('id', '=', payload.paymentId)
      .where('kind', '=', 'hold')
      .where('status', '=', 'open')
      .executeTakeFirst();
    if (!hold) return null;
    const { specialist_id, status } = await tx
      .selectFrom('appointments')
      .select(['specialist_id', 'status'])
      .where('id', '=', hold.appointment_id)
      .executeTakeFirstOrThrow();
    const card = await findSavedCard(tx, hold.appointment_id);
    if (!card || !stands(status)) {
      await tx.updateTable('payments').set({ status: 'expired' }).where('id', '=', hold.id).execute();
      return null;
    }
    return { hold, ...card, ...(await destinationOf(world, tx, specialist_id, hold.amount_cents)) };
  });
  if (!found) return;
  const { hold, ...request } = found;
  const moved = await world.cards.holdSavedCard({
    ...request,
    operationId: hold.id,
    appointmentId: hold.appointment_id,
    amountCents: hold.amount_cents,
    currency: hold.currency as Currency,
  });
  const now = world.clock.now();
  await world.as(system, async (tx) => {
    const appointment = await tx
      .selectFrom('appointments')
      .select(['status', 'payment'])
      .where('id', '=', hold.appointment_id)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const { numUpdatedRows } = await tx
      .updateTable('payments')
      .set(
        moved.kind === 'done'
          ? {
              status: 'done',
              intent_id: moved.intentId,
              held_until: holdLastsUntil(now),
              fee_cents: request.feeCents,
              failure: null,
              settled_at: now,
            }
          : { status: 'failed', failure: moved.why, settled_at: now },
      )
      .where('id', '=', hold.id)
      .where('status', '=', 'open')
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return;
    if (moved.kind === 'done') {
      if (!stands(appointment.status)) await world.queue.enqueue(tx, 'release-hold', [{ paymentId: hold.id }]);
    } else if (stands(appointment.status) && appointment.payment === 'guaranteed') {
      await tx.updateTable('appointments').set({ payment: 'failed' }).where('id', '=', hold.appointment_id).execute();
      await world.announce(tx, { type: 'card-refused', appointmentId: hold.appointment_id });
    }
  });
}

const stands = (status: string) => status === 'booked' || status === 'in_progress';

/** The hold on which nobody has decided yet, locked; null where nothing is set aside. */
export function findStandingHold(tx: Tx, appointmentId: string, now: Date) {
  return tx
    .selectFrom('payments')
    .selectAll()
    .where('appointment_id', '=', appointmentId)
    .where('kind', '=', 'hold')
    .where('status', '=', 'done')
    .where('take_cents', 'is', null)
    .where('held_until', '>', now)
    .forUpdate()
    .executeTakeFirst();
}

/** After a move: what is set aside stays where it still serves, otherwise it is let go and set aside anew later (Y4). */
export async function followMove(world: Pick<World, 'clock' | 'queue'>, tx: Tx, appointmentId: string): Promise<void> {
  const now = world.clock.now();
  const hold = await findStandingHold(tx, appointmentId, now);
  if (!hold?.held_until) return;
  const row = await tx
    .selectFrom('appointments as a')
    .innerJoin('specialist_settings as t', 't.specialist_id', 'a.specialist_id')
    .select(['a.starts_at', 't.take_after_hours'])
    .where('a.id', '=', appointmentId)
    .executeTakeFirstOrThrow();
  if (holdServes({ heldUntil: hold.held_until, startsAt: row.starts_at, now, takeAfterHours: row.take_after_hours })) return;
  await world.queue.enqueue(tx, 'release-hold', [{ paymentId: hold.id }]);
}
