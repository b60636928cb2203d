import { createHash, timingSafeEqual } from 'node:crypto';
import { createAccount, createAccountLink, createCustomer, findAccount, moveMethod } from './accounts.ts';
import { type Books, pick } from './books.ts';
import { listOf, onlyKnown, type Params, parseForm } from './form.ts';
import { cancelPayment, capturePayment, confirmPaymentIntent, createPaymentIntent } from './payment-intents.ts';
import { closeDispute } from './disputes.ts';
import { chargeOf, createRefund, listRefunds } from './refunds.ts';
import { createSession, expireSession } from './sessions.ts';
import { cancelSetup, createSetupIntent } from './setup-intents.ts';
import { invalidRequest, StripeFault } from './stripe-fault.ts';

export interface ApiCall {
  method: string;
  path: string;
  query: string;
  body: string;
  authorization: string | undefined;
  idempotencyKey: string | undefined;
}
export interface ApiAnswer {
  status: number;
  body: unknown;
  replayed: boolean;
}

type Route = (books: Books, params: Params, id: string) => object;

/** Everything the stand-in's API knows; what is not here answers 501. */
const routes: Record<string, Route> = {
  'POST /v1/checkout/sessions': createSession,
  'GET /v1/checkout/sessions/:id': (books, _params, id) => pick(books.sessions, 'checkout.session', id).session,
  'POST /v1/checkout/sessions/:id/expire': (books, _params, id) => expireSession(books, id),
  'POST /v1/payment_intents': createPaymentIntent,
  'GET /v1/payment_intents/:id': (books, _params, id) => pick(books.paymentIntents, 'payment_intent', id),
  'POST /v1/payment_intents/:id/confirm': (books, params, id) => confirmPaymentIntent(books, id, params),
  'POST /v1/payment_intents/:id/capture': (books, params, id) => capturePayment(books, id, params),
  'POST /v1/payment_intents/:id/cancel': (books, params, id) => cancelPayment(books, id, params),
  'POST /v1/setup_intents': createSetupIntent,
  'GET /v1/setup_intents/:id': (books, _params, id) => pick(books.setupIntents, 'setup_intent', id),
  'POST /v1/setup_intents/:id/cancel': (books, params, id) => cancelSetup(books, id, params),
  'GET /v1/payment_methods/:id': (books, _params, id) => pick(books.paymentMethods, 'PaymentMethod', id).method,
  'POST /v1/payment_methods/:id/attach': (books, params, id) => moveMethod(books, id, params, 'attach'),
  'POST /v1/payment_methods/:id/detach': (books, params, id) => moveMethod(books, id, params, 'detach'),
  'POST /v1/customers': createCustomer,
  'GET /v1/customers/:id': (books, _params, id) => pick(books.customers, 'customer', id),
  'POST /v1/refunds': createRefund,
  'GET /v1/refunds': (books, params) => page('/v1/refunds', listRefunds(books, params.payment_intent), params),
  'GET /v1/refunds/:id': (books, _params, id) => pick(books.refunds, 'refund', id),
  'GET /v1/disputes/:id': (books, _params, id) => pick(books.disputes, 'dispute', id),
  'POST /v1/disputes/:id/close': (books, _params, id) => closeDispute(books, id),
  'POST /v1/accounts': createAccount,
  'GET /v1/accounts/:id': (books, _params, id) => findAccount(books, id),
  'POST /v1/account_links': createAccountLink,
  'GET /v1/events': (books, params) => {
    onlyKnown(params, ['type', 'types', 'created', 'limit', 'starting_after']);
    const types = params.type ? [params.type] : listOf(params, 'types');
    const since = Number(params['created[gte]'] ?? 0);
    const found = books.webhooks.events.filter(
      (each) => (types.length === 0 || types.includes(each.type)) && each.created >= since,
    );
    return page('/v1/events', found, params);
  },
  'GET /v1/events/:id': (books, _params, id) => pick(new Map(books.webhooks.events.map((each) => [each.id, each])), 'event', id),
};

/** The API: keys, idempotency, routes. An answer under an idempotency key is given again to the same request. */
export function openApi(books: Books, secretKey: string): (call: ApiCall) => ApiAnswer {
  const kept = new Map<string, { fingerprint: string; answer: ApiAnswer }>();

  return (call) => {
    if (!isSame(call.authorization ?? '', `Bearer ${secretKey}`)) {
      return failed(new StripeFault(401, { type: 'invalid_request_error', message: 'Invalid API Key provided.' }));
    }
    const key = call.method === 'POST' ? call.idempotencyKey : undefined;
    if (!key) return answer(books, call);
    const fingerprint = `${call.method} ${call.path} ${call.body}`;
    const before = kept.get(key);
    if (before?.fingerprint === fingerprint) return { ...before.answer, replayed: true };
    if (before) {
      const message = 'Keys for idempotent requests can only be used with the same parameters they were first used with.';
      return failed(new StripeFault(400, { type: 'idempotency_error', message }));
    }
    const first = answer(books, call);
    // As at Stripe: a request that was refused before anything happened leaves its key free.
    if (![400, 401, 404, 501].includes(first.status)) kept.set(key, { fingerprint, answer: first });
    return first;
  };
}

export function unknownPath(method: string, path: string): ApiAnswer {
  return failed(new StripeFault(501, { type: 'api_error', message: `The rehearsal does not know ${method} ${path}.` }));
}

function answer(books: Books, call: ApiCall): ApiAnswer {
  const found = findRoute(call.method, call.path);
  if (!found) return unknownPath(call.method, call.path);
  try {
    const params = parseForm(call.method === 'GET' ? call.query : call.body);
    const body = structuredClone(found.route(books, params, found.id));
    return { status: 200, body: expand(books, body, listOf(params, 'expand')), replayed: false };
  } catch (error) {
    if (error instanceof StripeFault) return failed(error);
    throw error;
  }
}

function findRoute(method: string, path: string): { route: Route; id: string } | null {
  const exact = routes[`${method} ${path}`];
  if (exact) return { route: exact, id: '' };
  const parts = path.split('/');
  for (let place = 3; place < parts.length; place++) {
    const route = routes[`${method} ${parts.with(place, ':id').join('/')}`];
    if (route) return { route, id: decodeURIComponent(parts[place] ?? '') };
  }
  return null;
}

function expand(books: Books, body: object, names: string[]): object {
  const lookUp: Record<string, (id: string) => unknown> = {
    payment_intent: (id) => books.paymentIntents.get(id),
    setup_intent: (id) => books.setupIntents.get(id),
    customer: (id) => books.customers.get(id),
    latest_charge: (id) => chargeOf(books, id),
    payment_method: (id) => books.paymentMethods.get(id)?.method,
  };
  const fields = { ...body } as Record<string, unknown>;
  for (const name of names) {
    const find = lookUp[name];
    if (!find || !(name in fields)) throw invalidRequest(`This property cannot be expanded (${name}).`, { param: 'expand' });
    const id = fields[name];
    if (typeof id === 'string') fields[name] = structuredClone(find(id));
  }
  return fields;
}

function page(url: string, all: { id: string }[], params: Params) {
  const from = params.starting_after ? all.findIndex(({ id }) => id === params.starting_after) + 1 : 0;
  const limit = Math.min(Number(params.limit ?? 10), 100);
  return { object: 'list', url, data: all.slice(from, from + limit), has_more: all.length > from + limit };
}

function failed(fault: StripeFault): ApiAnswer {
  return { status: fault.status, body: { error: fault.error }, replayed: false };
}

function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
