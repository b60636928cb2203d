import { type Books, newId, pick, secondsOf } from './books.ts';
import { onlyKnown, type Params, under } from './form.ts';
import type { SetupIntent } from './objects.ts';
import { type CardFailure, invalidRequest } from './stripe-fault.ts';

/** `POST /v1/setup_intents`, and what a card page opens in setup mode. */
export function createSetupIntent(books: Books, params: Params): SetupIntent {
  onlyKnown(params, ['customer', 'description', 'metadata', 'on_behalf_of', 'usage', 'allowed_payment_method_types']);
  const intent = newSetupIntent(books, params);
  intent.customer = params.customer ? pick(books.customers, 'customer', params.customer).id : null;
  return intent;
}

export function newSetupIntent(books: Books, data: Params): SetupIntent {
  const intent: SetupIntent = {
    id: newId('seti'),
    object: 'setup_intent',
    status: 'requires_payment_method',
    customer: null,
    payment_method: null,
    usage: 'off_session',
    description: data.description ?? null,
    metadata: under(data, 'metadata'),
    on_behalf_of: data.on_behalf_of ?? null,
    last_setup_error: null,
    created: secondsOf(books.clock.now()),
    livemode: false,
  };
  books.setupIntents.set(intent.id, intent);
  books.webhooks.record('setup_intent.created', intent);
  return intent;
}

export function settleSetup(books: Books, intent: SetupIntent): void {
  intent.status = 'succeeded';
  intent.last_setup_error = null;
  books.webhooks.record('setup_intent.succeeded', intent);
}

export function failSetup(books: Books, intent: SetupIntent, failure: CardFailure): void {
  intent.status = 'requires_payment_method';
  intent.last_setup_error = failure;
  books.webhooks.record('setup_intent.setup_failed', intent);
}

/** `POST /v1/setup_intents/:id/cancel` */
export function cancelSetup(books: Books, id: string, params: Params): SetupIntent {
  onlyKnown(params, ['cancellation_reason']);
  const intent = pick(books.setupIntents, 'setup_intent', id);
  if (intent.status === 'succeeded' || intent.status === 'canceled') {
    throw invalidRequest(`This SetupIntent is ${intent.status}.`, { code: 'setup_intent_unexpected_state' });
  }
  intent.status = 'canceled';
  books.webhooks.record('setup_intent.canceled', intent);
  return intent;
}
