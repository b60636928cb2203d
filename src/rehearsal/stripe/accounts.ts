import { type Books, newId, pick, secondsOf } from './books.ts';
import { onlyKnown, type Params, required, under } from './form.ts';
import type { Account, Customer, PaymentMethod } from './objects.ts';
import { invalidRequest } from './stripe-fault.ts';

/** `POST /v1/accounts` */
export function createAccount(books: Books, params: Params): Account {
  onlyKnown(params, ['country', 'email', 'controller', 'capabilities', 'metadata']);
  const country = params.country ?? 'ES';
  if (country !== 'ES' && country !== 'MX') throw invalidRequest(`${country} is not supported.`, { param: 'country' });
  const account = newAccount(books, newId('acct'), country, params.email ?? null, false);
  account.metadata = under(params, 'metadata');
  return account;
}

/** An account that may receive money; ids from before a restart are known again as onboarded ones. */
export function findAccount(books: Books, id: string): Account {
  const account = books.accounts.get(id);
  if (account) return account;
  if (/^acct_\w{4,}$/.test(id)) return newAccount(books, id, 'ES', null, true);
  return pick(books.accounts, 'account', id);
}

/** The connected account that the money of a charge goes to. */
export function destinationOf(books: Books, data: Params): { destination: string } | null {
  const destination = data['transfer_data[destination]'];
  if (!destination) return null;
  if (!findAccount(books, destination).charges_enabled) {
    throw invalidRequest('The connected account cannot take payments yet.', {
      param: 'transfer_data[destination]',
      code: 'transfers_not_allowed',
    });
  }
  return { destination };
}

/** What the onboarding page does with what was typed; papers that are still to come keep the account from taking payments. */
export function giveData(account: Account, papersLater: boolean, now: number): void {
  const missing = papersLater ? ['individual.verification.document'] : [];
  Object.assign(account, {
    charges_enabled: !papersLater,
    payouts_enabled: !papersLater,
    details_submitted: true,
    requirements: {
      currently_due: missing,
      past_due: missing,
      disabled_reason: papersLater ? 'requirements.past_due' : null,
      current_deadline: papersLater ? now + 14 * 24 * 3600 : null,
    },
  });
}

/** `POST /v1/account_links` */
export function createAccountLink(books: Books, params: Params) {
  onlyKnown(params, ['account', 'type', 'return_url', 'refresh_url', 'collection_options']);
  const account = findAccount(books, required(params, 'account'));
  const link = {
    id: newId('link'),
    accountId: account.id,
    returnUrl: required(params, 'return_url'),
    refreshUrl: required(params, 'refresh_url'),
    used: false,
  };
  books.links.set(link.id, link);
  const created = secondsOf(books.clock.now());
  return { object: 'account_link', created, expires_at: created + 300, url: `${books.pagesUrl()}/setup/${link.id}` };
}

/** `POST /v1/customers`, and what a card page does in setup mode. */
export function createCustomer(books: Books, params: Params): Customer {
  onlyKnown(params, ['email', 'name', 'metadata']);
  const customer: Customer = {
    id: newId('cus'),
    object: 'customer',
    email: params.email ?? null,
    name: params.name ?? null,
    metadata: under(params, 'metadata'),
    created: secondsOf(books.clock.now()),
    livemode: false,
  };
  books.customers.set(customer.id, customer);
  books.webhooks.record('customer.created', customer);
  return customer;
}

/** `POST /v1/payment_methods/:id/attach` and `/detach` */
export function moveMethod(books: Books, id: string, params: Params, move: 'attach' | 'detach'): PaymentMethod {
  onlyKnown(params, move === 'attach' ? ['customer'] : []);
  const { method } = pick(books.paymentMethods, 'PaymentMethod', id);
  method.customer = move === 'attach' ? pick(books.customers, 'customer', required(params, 'customer')).id : null;
  books.webhooks.record(`payment_method.${move}ed`, method);
  return method;
}

function newAccount(books: Books, id: string, country: string, email: string | null, onboarded: boolean): Account {
  const account: Account = {
    id,
    object: 'account',
    country,
    email,
    charges_enabled: onboarded,
    payouts_enabled: onboarded,
    details_submitted: onboarded,
    requirements: {
      currently_due: onboarded ? [] : ['external_account', 'individual.first_name', 'tos_acceptance.date'],
      past_due: [],
      disabled_reason: onboarded ? null : 'requirements.past_due',
      current_deadline: null,
    },
    metadata: {},
    created: secondsOf(books.clock.now()),
  };
  books.accounts.set(id, account);
  return account;
}
