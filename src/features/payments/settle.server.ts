import { sql } from 'kysely';
import { holdLastsUntil, paymentAfterCheckout, type CheckoutKind } from '#domain/prepayment.ts';
import type { CheckoutState } from '#ports/cards.ts';
import type { Tx, World } from '#ports/world.ts';
import { findStandingCharge, oweBack } from './refund.server.ts';

type Settling = Pick<World, 'as' | 'clock' | 'cards' | 'announce' | 'queue' | 'log'>;
export type Settled = CheckoutState['status'] | 'unknown';

const system = { kind: 'system', job: 'settle-checkout' } as const;

/**
 * Asks the provider how a checkout stands and keeps the answer (Y5). The return page, the webhook's job and the
 * reconciler all come here; asking any number of times, in any order, ends in the same state. Throws where the
 * provider does not answer.
 */
export async function settleCheckout(world: Settling, checkoutId: string): Promise<Settled> {
  const state = await world.cards.readCheckout(checkoutId);
  return world.as(system, (tx) => applyState(world, tx, state));
}

/** Settles whatever is open of an appointment, for the page that people come back to. */
export async function settleCheckoutsOf(world: Settling, appointmentId: string): Promise<Settled> {
  const open = await world.as(system, (tx) =>
    tx
      .selectFrom('payments')
      .select(['checkout_id', 'status', 'failure'])
      .where('appointment_id', '=', appointmentId)
      .where('checkout_id', 'is not', null)
      .orderBy('created_at', 'desc')
      .execute(),
  );
  let last: Settled = 'unknown';
  for (const { checkout_id, status, failure } of open) {
    const state =
      status === 'open' && checkout_id ? await settleCheckout(world, checkout_id) : status === 'refunded' ? 'done' : status;
    if (state === 'done') return 'done';
    if (last === 'unknown') last = state === 'open' && failure ? 'failed' : state;
  }
  return last;
}

async function applyState(world: Settling, tx: Tx, state: CheckoutState): Promise<Settled> {
  const row = await tx
    .selectFrom('payments')
    .selectAll()
    .where((eb) =>
      eb.or([eb('checkout_id', '=', state.checkoutId), ...(state.operationId ? [eb('id', '=', state.operationId)] : [])]),
    )
    .forUpdate()
    .executeTakeFirst();
  if (!row || (state.appointmentId && row.appointment_id !== state.appointmentId)) {
    world.log.warn({ checkoutId: state.checkoutId }, 'checkout without a payment of ours');
    return 'unknown';
  }
  if (row.status === 'done' || row.status === 'refunded') return 'done';
  if (state.status === 'done') {
    await keepDone(world, tx, row, state);
    return 'done';
  }
  // A card refused on a page that is still open may be followed by another: the fact says so meanwhile (Y3).
  const refused = state.status === 'failed' || (state.status === 'open' && state.failure !== null);
  const status = state.status === 'open' && row.status === 'expired' ? 'expired' : state.status;
  await tx
    .updateTable('payments')
    .set({ status, checkout_id: state.checkoutId, ...(state.failure ? { failure: state.failure } : {}) })
    .where('id', '=', row.id)
    .execute();
  if (refused) await markRefused(tx, row.appointment_id, row.kind);
  return refused ? 'failed' : state.status;
}

interface PaymentRow {
  id: string;
  appointment_id: string;
  kind: CheckoutKind;
  amount_cents: number;
}

async function keepDone(world: Settling, tx: Tx, row: PaymentRow, state: CheckoutState): Promise<void> {
  const now = world.clock.now();
  // Two pages of one appointment may be settled at once; one after the other they see each other. The appointment itself
  // is locked later, after its agenda, as everywhere.
  await sql`select pg_advisory_xact_lock(hashtextextended(${row.appointment_id}, 8))`.execute(tx);
  const paidBefore = row.kind === 'charge' && (await findStandingCharge(tx, row.appointment_id).executeTakeFirst());
  await tx
    .updateTable('payments')
    .set({
      status: 'done',
      checkout_id: state.checkoutId,
      intent_id: state.intentId,
      payment_method_id: state.paymentMethodId,
      customer_id: state.customerId,
      failure: null,
      settled_at: now,
      ...(row.kind === 'hold' ? { held_until: holdLastsUntil(now) } : {}),
    })
    .where('id', '=', row.id)
    .execute();
  // Somebody paid on two pages: the second goes back whole.
  if (paidBefore) await oweBack(world, tx, row.id, row.amount_cents);
  else await world.announce(tx, { type: 'card-settled', appointmentId: row.appointment_id });
  if (row.kind === 'charge' && !paidBefore) {
    await world.announce(tx, { type: 'money-taken', appointmentId: row.appointment_id, paymentId: row.id });
  }
}

/** Only the fact beside the status changes; the appointment itself never does (Y3). */
async function markRefused(tx: Tx, appointmentId: string, kind: CheckoutKind): Promise<void> {
  const row = await tx
    .selectFrom('appointments')
    .select('payment')
    .where('id', '=', appointmentId)
    .where('status', 'in', ['booked', 'in_progress', 'completed'])
    .forUpdate()
    .executeTakeFirst();
  if (!row) return;
  const payment = paymentAfterCheckout({ before: row.payment, kind, outcome: 'failed' });
  if (payment !== row.payment) await tx.updateTable('appointments').set({ payment }).where('id', '=', appointmentId).execute();
}
