import { sql } from 'kysely';
import type { CheckoutState } from '#ports/cards.ts';
import type { JobPayloads } from '#ports/queue.ts';
import type { World } from '#ports/world.ts';
import { settleCheckout } from './settle.server.ts';

type Jobs = Pick<World, 'as' | 'clock' | 'ids' | 'cards' | 'announce' | 'queue' | 'log'>;

const system = { kind: 'system', job: 'payments' } as const;

/** An event of the provider says only that something happened: the provider is asked how it stands now (Y5). */
export async function processCardEvent(world: Jobs, payload: JobPayloads['process-card-event']): Promise<void> {
  const event = await world.as(system, (tx) =>
    tx.selectFrom('card_events').select(['body', 'processed_at']).where('id', '=', payload.eventId).executeTakeFirst(),
  );
  if (!event || event.processed_at) return;
  const checkout = event.body as Pick<CheckoutState, 'checkoutId'> | null;
  if (checkout) await settleCheckout(world, checkout.checkoutId);
  const now = world.clock.now();
  await world.as(system, (tx) =>
    tx.updateTable('card_events').set({ processed_at: now }).where('id', '=', payload.eventId).execute(),
  );
}

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
  await world.as(system, (tx) =>
    tx
      .updateTable('payments')
      .set({ refund_due_cents: sql<number>`greatest(refund_due_cents, least(amount_cents, ${payload.amountCents}::integer))` })
      .where('id', '=', paymentId)
      .where('status', 'in', ['done', 'refunded'])
      .execute(),
  );
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
    const whole = due === row.amount_cents;
    await tx
      .updateTable('payments')
      .set({ refunded_cents: due, failure: null, ...(whole ? { status: 'refunded' } : {}) })
      .where('id', '=', paymentId)
      .execute();
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
    const rows = await tx
      .selectFrom('payments')
      .selectAll()
      .where('appointment_id', '=', given.appointment_id)
      .orderBy('created_at', 'desc')
      .execute();
    const card = rows.find((row) => row.kind === 'card' && row.status === 'done');
    let charge =
      given.kind === 'charge'
        ? given
        : rows.find((row) => row.kind === 'charge' && (row.status === 'open' || row.status === 'done'));
    if (!card?.customer_id || !card.payment_method_id) return null;
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
    const settings = await tx
      .selectFrom('specialist_settings')
      .select('stripe_account_id')
      .where('specialist_id', '=', appointment.specialist_id)
      .executeTakeFirstOrThrow();
    return {
      charge,
      customerId: card.customer_id,
      paymentMethodId: card.payment_method_id,
      connectedAccountId: settings.stripe_account_id,
    };
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
          ? { status: 'done', intent_id: moved.intentId, settled_at: now, failure: null }
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
  });
}
