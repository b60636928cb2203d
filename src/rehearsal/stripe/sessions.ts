import { findAccount, destinationOf } from './accounts.ts';
import { type Books, newId, pick, secondsOf, type SessionFile } from './books.ts';
import { amountOf, currencyOf, onlyKnown, type Params, required, under } from './form.ts';
import type { Session } from './objects.ts';
import { invalidRequest } from './stripe-fault.ts';

// prettier-ignore
const known = [
  'mode', 'allowed_payment_method_types', 'client_reference_id', 'locale', 'metadata', 'success_url', 'cancel_url', 'customer',
  'customer_email', 'customer_creation', 'currency', 'line_items', 'payment_intent_data', 'setup_intent_data', 'expires_at',
];
const day = 24 * 3600;

/** `POST /v1/checkout/sessions`, in payment and in setup mode. */
export function createSession(books: Books, params: Params): Session {
  onlyKnown(params, known);
  const mode = required(params, 'mode');
  if (mode !== 'payment' && mode !== 'setup') throw invalidRequest(`Invalid mode: ${mode}`, { param: 'mode' });
  if (params.customer) pick(books.customers, 'customer', params.customer);
  const created = secondsOf(books.clock.now());
  const order = mode === 'payment' ? orderOf(params) : { amount: null, currency: currencyOf(params, 'currency'), name: '' };
  const intentData = under(params, mode === 'payment' ? 'payment_intent_data' : 'setup_intent_data');
  destinationOf(books, intentData);
  if (intentData.on_behalf_of) findAccount(books, intentData.on_behalf_of);
  const id = newId('cs_test');
  const session: Session = {
    id,
    object: 'checkout.session',
    mode,
    status: 'open',
    payment_status: mode === 'payment' ? 'unpaid' : 'no_payment_required',
    url: `${books.pagesUrl()}/c/pay/${id}`,
    amount_total: order.amount,
    currency: order.currency,
    client_reference_id: params.client_reference_id ?? null,
    customer: params.customer ?? null,
    customer_email: params.customer_email ?? null,
    metadata: under(params, 'metadata'),
    payment_intent: null,
    setup_intent: null,
    locale: params.locale ?? null,
    success_url: pageUrl(params, 'success_url'),
    cancel_url: params.cancel_url ? pageUrl(params, 'cancel_url') : null,
    created,
    expires_at: expiryOf(params, created),
    livemode: false,
  };
  const description = order.name || (intentData.description ?? '');
  const createsCustomer = params.customer_creation === 'always' && !params.customer;
  books.sessions.set(id, { session, description, intentData, createsCustomer, typed: null });
  return session;
}

/** `POST /v1/checkout/sessions/:id/expire` */
export function expireSession(books: Books, id: string): Session {
  const { session } = pick(books.sessions, 'checkout.session', id);
  if (session.status !== 'open') {
    throw invalidRequest(`Only Checkout Sessions with a status of "open" can be expired. This one is ${session.status}.`);
  }
  expire(books, session);
  return session;
}

/** Ends the sessions whose time has run out; returns how many. */
export function expireDueSessions(books: Books): number {
  const now = secondsOf(books.clock.now());
  const due = [...books.sessions.values()].filter(({ session }) => session.status === 'open' && session.expires_at <= now);
  for (const { session } of due) expire(books, session);
  return due.length;
}

export function completeSession(books: Books, { session }: SessionFile): void {
  session.status = 'complete';
  session.url = null;
  if (session.mode === 'payment') {
    const intent = pick(books.paymentIntents, 'payment_intent', session.payment_intent ?? '');
    session.payment_status = intent.status === 'succeeded' ? 'paid' : 'unpaid';
  }
  books.webhooks.record('checkout.session.completed', session);
}

function expire(books: Books, session: Session): void {
  session.status = 'expired';
  session.url = null;
  books.webhooks.record('checkout.session.expired', session);
}

function orderOf(params: Params) {
  const price = 'line_items[0][price_data]';
  const quantity = params['line_items[0][quantity]'] ? amountOf(params, 'line_items[0][quantity]') : 1;
  if (params['line_items[1][quantity]']) throw invalidRequest('The rehearsal takes one line item.', { param: 'line_items[1]' });
  return {
    amount: amountOf(params, `${price}[unit_amount]`) * quantity,
    currency: currencyOf(params, `${price}[currency]`),
    name: required(params, `${price}[product_data][name]`),
  };
}

/** Between 30 minutes and a day, as Stripe has it; a day where nothing is said. */
function expiryOf(params: Params, created: number): number {
  if (!params.expires_at) return created + day;
  const expiry = amountOf(params, 'expires_at');
  if (expiry < created + 1800 || expiry > created + day) {
    throw invalidRequest('The `expires_at` timestamp must be between 30 minutes and 24 hours from now.', { param: 'expires_at' });
  }
  return expiry;
}

function pageUrl(params: Params, name: string): string {
  const url = required(params, name);
  if (!/^https?:\/\/\S+$/.test(url)) throw invalidRequest(`Not a valid URL: ${name}`, { param: name, code: 'url_invalid' });
  return url;
}
