import type { JobPayloads } from '#ports/queue.ts';
import type { World } from '#ports/world.ts';
import { destinationOf, findSavedCard } from './card/saved-card.server.ts';
import { owe } from './refund.server.ts';
import { settleCheckout } from './settle.server.ts';

type Jobs = Pick<World, 'as' | 'clock' | 'ids' | 'cards' | 'announce' | 'queue' | 'log' | 'settings'>;

const system = { kind: 'system', job: 'payments' } as const;

/** Ends a page that must not be paid any more (B4); where it was paid first, that counts. */
export async function expireCheckout(world: Jobs, payload: JobPayloads['expire-checkout']): Promise<void> {
  await world.cards.expireCheckout(payload.checkoutId);
  await settleCheckout(world, payload.checkoutId);
}

export async function askCheckout(world: Jobs, payload: JobPayloads['settle-checkout']): Promise<void> {
  await settleCheckout(world, payload.checkoutId);
}

/**
 * Gives money back until `amountCents` of the payment are back in all: run twice it gives back once. The row stays
 * locked during the call, so that two refunds of one payment never overtake each other (Y5).
 */
export async function refundPayment(world: Jobs, payload: JobPayloads['refund-payment']): Promise<void> {
  const { paymentId } = payload;
  await world.as(system, (tx) => owe(tx, paymentId, payload.amountCents));
  await world.as(system, async (tx) => {
    const row = await tx.selectFrom('payments').selectAll().where('id', '=', paymentId).forUpdate().executeTakeFirst();
    if (!row?.intent_id || row.kind !== 'charge' || row.refund_due_cents <= row.refunded_cents) return;
    const due = row.refund_due_cents;
    const moved = await world.cards.refund({
      operationId: `${row.id}-back-${due}`,
      intentId: row.intent_id,
      amountCents: due - row.refunded_cents,
    });
    if (moved.kind === 'failed') {
      world.log.error({ paymentId, why: moved.why }, 'refund refused');
      await tx.updateTable('payments').set({ failure: moved.why }).where('id', '=', paymentId).execute();
      return;
    }
    const { appointment_id: appointmentId, refunded_cents: before } = row;
    const whole = due === row.amount_cents;
    await tx
      .updateTable('payments')
      .set({ refunded_cents: due, failure: null, ...(whole ? { status: 'refunded' } : {}) })
      .where('id', '=', paymentId)
      .execute();
    await world.announce(tx, { type: 'money-given-back', appointmentId, paymentId, backCents: due - before });
    if (!whole) return;
    // A second payment given back leaves the first standing.
    await tx
      .updateTable('appointments')
      .set({ payment: 'refunded' })
      .where('id', '=', row.appointment_id)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('payments')
              .select('id')
              .where('appointment_id', '=', row.appointment_id)
              .where('kind', '=', 'charge')
              .where('status', '=', 'done'),
          ),
        ),
      )
      .execute();
  });
}

/**
 * Takes money from a saved card (Y4): the row of the charge comes first and its id is the operation id, so that a
 * crash or a second run takes it once. A card that refuses is a fact beside the appointment (Y3).
 */
export async function chargeSavedCard(world: Jobs, payload: JobPayloads['charge-saved-card']): Promise<void> {
  const found = await world.as(system, async (tx) => {
    const given = await tx.selectFrom('payments').selectAll().where('id', '=', payload.paymentId).executeTakeFirst();
    if (!given) return null;
    const appointment = await tx
      .selectFrom('appointments')
      .select(['id', 'specialist_id'])
      .where('id', '=', given.appointment_id)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const earlier = await tx
      .selectFrom('payments')
      .selectAll()
      .where('appointment_id', '=', given.appointment_id)
      .where('kind', '=', 'charge')
      .where('status', 'in', ['open', 'done'])
      .orderBy('created_at', 'desc')
      .executeTakeFirst();
    let charge = given.kind === 'charge' ? given : earlier;
    const card = await findSavedCard(tx, given.appointment_id);
    if (!card) return null;
    charge ??= await tx
      .insertInto('payments')
      .values({
        id: world.ids.uuid(),
        appointment_id: given.appointment_id,
        kind: 'charge',
        status: 'open',
        amount_cents: payload.amountCents,
        currency: given.currency,
        created_at: world.clock.now(),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    return { charge, ...card, ...(await destinationOf(world, tx, appointment.specialist_id, charge.amount_cents)) };
  });
  if (!found || found.charge.status !== 'open') return;

  const { charge, ...card } = found;
  const moved = await world.cards.chargeSavedCard({
    ...card,
    operationId: charge.id,
    appointmentId: charge.appointment_id,
    amountCents: charge.amount_cents,
    currency: charge.currency as 'EUR' | 'MXN',
  });
  const now = world.clock.now();
  const done = moved.kind === 'done';
  await world.as(system, async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable('payments')
      .set(
        done
          ? { status: 'done', intent_id: moved.intentId, fee_cents: card.feeCents, settled_at: now, failure: null }
          : { status: 'failed', failure: moved.why, settled_at: now },
      )
      .where('id', '=', charge.id)
      .where('status', '=', 'open')
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return;
    await tx
      .updateTable('appointments')
      .set({ payment: done ? 'paid' : 'failed' })
      .where('id', '=', charge.appointment_id)
      .execute();
    const { appointment_id: appointmentId, id: paymentId } = charge;
    await world.announce(tx, done ? { type: 'money-taken', appointmentId, paymentId } : { type: 'card-refused', appointmentId });
  });
}
