import { randomBytes } from 'node:crypto';
import type { Clock } from '#ports/clock.ts';
import type { Params } from './form.ts';
import type { Account, Customer, Dispute, PaymentIntent, PaymentMethod, Refund, Session, SetupIntent } from './objects.ts';
import { missing } from './stripe-fault.ts';
import type { TestCard } from './test-cards.ts';
import type { Webhooks } from './webhooks.ts';

/** What a person typed on the card page, kept so that nothing is lost on the way to their bank and back. */
export interface TypedCard {
  email: string;
  number: string;
  expiry: string;
  cvc: string;
  holder: string;
}

/** What a session's page needs besides the object itself. */
export interface SessionFile {
  session: Session;
  description: string;
  /** `payment_intent_data` or `setup_intent_data` as sent. */
  intentData: Params;
  createsCustomer: boolean;
  typed: TypedCard | null;
}

export interface OnboardingLink {
  id: string;
  accountId: string;
  returnUrl: string;
  refreshUrl: string;
  used: boolean;
}

/** Everything the stand-in knows, in memory. */
export interface Books {
  clock: Pick<Clock, 'now' | 'machineNow'>;
  webhooks: Webhooks;
  sessions: Map<string, SessionFile>;
  paymentIntents: Map<string, PaymentIntent>;
  setupIntents: Map<string, SetupIntent>;
  paymentMethods: Map<string, { method: PaymentMethod; card: TestCard }>;
  customers: Map<string, Customer>;
  refunds: Map<string, Refund>;
  disputes: Map<string, Dispute>;
  accounts: Map<string, Account>;
  links: Map<string, OnboardingLink>;
  /** Where the hosted pages live. */
  pagesUrl(): string;
}

export function openBooks(parts: Pick<Books, 'clock' | 'webhooks' | 'pagesUrl'>): Books {
  return {
    ...parts,
    sessions: new Map(),
    paymentIntents: new Map(),
    setupIntents: new Map(),
    paymentMethods: new Map(),
    customers: new Map(),
    refunds: new Map(),
    disputes: new Map(),
    accounts: new Map(),
    links: new Map(),
  };
}

export function newId(prefix: string): string {
  return `${prefix}_${randomBytes(12).toString('hex')}`;
}

export function secondsOf(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}

export function pick<Value>(from: Map<string, Value>, kind: string, id: string): Value {
  const found = from.get(id);
  if (!found) throw missing(kind, id);
  return found;
}
