import { type Books, newId, pick, secondsOf } from './books.ts';
import { amountOf, onlyKnown, type Params, required, under } from './form.ts';
import type { Refund } from './objects.ts';
import { invalidRequest } from './stripe-fault.ts';

/** `POST /v1/refunds`: whole or in part, never more than was taken. */
export function createRefund(books: Books, params: Params): Refund {
  onlyKnown(params, ['payment_intent', 'amount', 'reason', 'metadata', 'reverse_transfer', 'refund_application_fee']);
  const intent = pick(books.paymentIntents, 'payment_intent', required(params, 'payment_intent'));
  if (params.reverse_transfer === 'true' && !intent.transfer_data) {
    throw invalidRequest('This charge has no transfer to reverse.', { param: 'reverse_transfer' });
  }
  if (intent.status !== 'succeeded') throw invalidRequest('This PaymentIntent does not have a successful charge to refund.');
  const returned = listRefunds(books, intent.id).reduce((sum, { amount }) => sum + amount, 0);
  const left = intent.amount_received - returned;
  if (left === 0) throw invalidRequest('The charge has already been refunded.', { code: 'charge_already_refunded' });
  const amount = params.amount ? amountOf(params, 'amount') : left;
  if (amount > left)
    throw invalidRequest(`Refund amount (${amount}) is greater than unrefunded amount (${left}).`, { param: 'amount' });
  const refund: Refund = {
    id: newId('re'),
    object: 'refund',
    status: 'succeeded',
    amount,
    currency: intent.currency,
    payment_intent: intent.id,
    charge: intent.latest_charge,
    metadata: under(params, 'metadata'),
    failure_reason: null,
    transfer_reversal: params.reverse_transfer === 'true' ? newId('trr') : null,
    created: secondsOf(books.clock.now()),
  };
  books.refunds.set(refund.id, refund);
  books.webhooks.record('refund.created', refund);
  books.webhooks.record('charge.refunded', {
    id: intent.latest_charge,
    object: 'charge',
    payment_intent: intent.id,
    amount: intent.amount,
    amount_refunded: returned + amount,
    refunded: amount === left,
    metadata: intent.metadata,
  });
  return refund;
}

/** A charge as far as anybody here asks after it. */
export function chargeOf(books: Books, chargeId: string) {
  const intent = [...books.paymentIntents.values()].find((each) => each.latest_charge === chargeId);
  const amount_refunded = intent ? listRefunds(books, intent.id).reduce((sum, { amount }) => sum + amount, 0) : 0;
  return {
    id: chargeId,
    object: 'charge',
    amount: intent?.amount_received ?? 0,
    amount_refunded,
    payment_intent: intent?.id ?? null,
  };
}

export function listRefunds(books: Books, intentId: string | undefined): Refund[] {
  return [...books.refunds.values()].filter((each) => !intentId || each.payment_intent === intentId).reverse();
}
