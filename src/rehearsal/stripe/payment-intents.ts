import { type Books, newId, pick, secondsOf } from './books.ts';
import { amountOf, currencyOf, onlyKnown, type Params, required, under } from './form.ts';
import type { PaymentIntent } from './objects.ts';
import { destinationOf } from './accounts.ts';
import { disputeWhereTheCardSaysSo } from './disputes.ts';
import { type CardFailure, cardFailure, cardFault, invalidRequest } from './stripe-fault.ts';
import type { TestCard } from './test-cards.ts';

// prettier-ignore
const known = [
  'amount', 'currency', 'customer', 'payment_method', 'allowed_payment_method_types', 'confirm', 'off_session',
  'capture_method', 'description', 'metadata', 'on_behalf_of', 'transfer_data', 'application_fee_amount', 'setup_future_usage',
];

/** `POST /v1/payment_intents` */
export function createPaymentIntent(books: Books, params: Params): PaymentIntent {
  onlyKnown(params, known);
  if (params.customer) pick(books.customers, 'customer', params.customer);
  const intent = newPaymentIntent(books, amountOf(params, 'amount'), currencyOf(params, 'currency'), params);
  intent.customer = params.customer ?? null;
  if (params.payment_method) chooseMethod(books, intent, params.payment_method);
  return params.confirm === 'true' ? confirmLater(books, intent) : intent;
}

/** `POST /v1/payment_intents/:id/confirm` */
export function confirmPaymentIntent(books: Books, id: string, params: Params): PaymentIntent {
  onlyKnown(params, ['payment_method', 'off_session', 'return_url']);
  const intent = pick(books.paymentIntents, 'payment_intent', id);
  if (params.payment_method) chooseMethod(books, intent, params.payment_method);
  return confirmLater(books, intent);
}

/** An intent that is written down and announced, for the API and for the page alike. */
export function newPaymentIntent(books: Books, amount: number, currency: string, data: Params): PaymentIntent {
  const intent: PaymentIntent = {
    id: newId('pi'),
    object: 'payment_intent',
    status: 'requires_payment_method',
    amount,
    amount_received: 0,
    amount_capturable: 0,
    currency,
    capture_method: data.capture_method === 'manual' ? 'manual' : 'automatic',
    customer: null,
    payment_method: null,
    latest_charge: null,
    description: data.description ?? null,
    metadata: under(data, 'metadata'),
    on_behalf_of: data.on_behalf_of ?? null,
    transfer_data: destinationOf(books, data),
    application_fee_amount: data.application_fee_amount ? amountOf(data, 'application_fee_amount') : null,
    last_payment_error: null,
    created: secondsOf(books.clock.now()),
    livemode: false,
  };
  books.paymentIntents.set(intent.id, intent);
  books.webhooks.record('payment_intent.created', intent);
  return intent;
}

/** Banks let go of what was set aside after 7 days; returns how many. */
export function expireDueHolds(books: Books): number {
  const before = secondsOf(books.clock.now()) - 7 * 24 * 3600;
  const due = [...books.paymentIntents.values()].filter(
    ({ status, created }) => status === 'requires_capture' && created <= before,
  );
  for (const intent of due) letGo(books, intent);
  return due.length;
}

export function settlePayment(books: Books, intent: PaymentIntent): void {
  intent.last_payment_error = null;
  intent.latest_charge = newId('ch');
  if (intent.capture_method === 'manual') {
    intent.status = 'requires_capture';
    intent.amount_capturable = intent.amount;
    books.webhooks.record('payment_intent.amount_capturable_updated', intent);
  } else {
    intent.status = 'succeeded';
    intent.amount_received = intent.amount;
    books.webhooks.record('payment_intent.succeeded', intent);
    disputeWhereTheCardSaysSo(books, intent);
  }
}

export function failPayment(books: Books, intent: PaymentIntent, failure: CardFailure): void {
  intent.status = 'requires_payment_method';
  intent.payment_method = null;
  intent.last_payment_error = failure;
  books.webhooks.record('payment_intent.payment_failed', intent);
}

/** What a bank answers when the owner of the card is not there. */
export function declineOf(card: TestCard, answer: TestCard['later']): CardFailure | null {
  if (answer === 'accepts') return null;
  return answer === 'asks'
    ? cardFailure('authentication_required', 'authentication_required')
    : cardFailure('card_declined', card.declineCode);
}

/** `POST /v1/payment_intents/:id/capture` */
export function capturePayment(books: Books, id: string, params: Params): PaymentIntent {
  onlyKnown(params, ['amount_to_capture', 'application_fee_amount']);
  const intent = pick(books.paymentIntents, 'payment_intent', id);
  if (intent.status !== 'requires_capture') throw unexpected(intent);
  const amount = params.amount_to_capture ? amountOf(params, 'amount_to_capture') : intent.amount;
  if (amount > intent.amount_capturable)
    throw invalidRequest('The amount to capture is too large.', { param: 'amount_to_capture' });
  const fee = params.application_fee_amount ? amountOf(params, 'application_fee_amount') : intent.application_fee_amount;
  if (fee !== null && fee > amount)
    throw invalidRequest('The application fee is larger than the amount.', { param: 'application_fee_amount' });
  Object.assign(intent, { status: 'succeeded', amount_received: amount, amount_capturable: 0, application_fee_amount: fee });
  books.webhooks.record('payment_intent.succeeded', intent);
  disputeWhereTheCardSaysSo(books, intent);
  return intent;
}

/** `POST /v1/payment_intents/:id/cancel` */
export function cancelPayment(books: Books, id: string, params: Params): PaymentIntent {
  onlyKnown(params, ['cancellation_reason']);
  const intent = pick(books.paymentIntents, 'payment_intent', id);
  if (intent.status === 'succeeded' || intent.status === 'canceled') throw unexpected(intent);
  letGo(books, intent);
  return intent;
}

function letGo(books: Books, intent: PaymentIntent): void {
  Object.assign(intent, { status: 'canceled', amount_capturable: 0 });
  books.webhooks.record('payment_intent.canceled', intent);
}

function chooseMethod(books: Books, intent: PaymentIntent, methodId: string): void {
  const { method } = pick(books.paymentMethods, 'PaymentMethod', methodId);
  if (method.customer !== intent.customer) {
    throw invalidRequest('The payment method belongs to another customer.', {
      param: 'payment_method',
      code: 'payment_method_unexpected_state',
    });
  }
  intent.payment_method = methodId;
  intent.status = 'requires_confirmation';
}

function confirmLater(books: Books, intent: PaymentIntent): PaymentIntent {
  if (intent.status !== 'requires_confirmation') throw unexpected(intent);
  const { card } = pick(
    books.paymentMethods,
    'PaymentMethod',
    required({ payment_method: intent.payment_method ?? '' }, 'payment_method'),
  );
  const failure = declineOf(card, card.later);
  if (failure) {
    failPayment(books, intent, failure);
    throw cardFault(failure, structuredClone(intent));
  }
  settlePayment(books, intent);
  return intent;
}

function unexpected(intent: PaymentIntent) {
  return invalidRequest(`This PaymentIntent is ${intent.status}.`, { code: 'payment_intent_unexpected_state' });
}
