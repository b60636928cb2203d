type Money = { amountCents: number; currency: 'EUR' | 'MXN' };

/** Whose money it is: the specialist's connected account, or the platform's own where there is none. */
export interface Destination {
  connectedAccountId: string | null;
  /** What the platform keeps of it; 0 without a connected account. */
  feeCents: number;
}

/** A page of the card provider on which a person pays (`charge`), saves a card (`card`), or saves it with the price set aside (`hold`). */
export interface CheckoutRequest extends Money, Destination {
  kind: 'charge' | 'card' | 'hold';
  /** Our operation id: idempotency key of the call and reference in its answers. */
  operationId: string;
  appointmentId: string;
  description: string;
  email: string | null;
  locale: 'es' | 'en';
  successUrl: string;
  cancelUrl: string;
}

export interface Checkout {
  checkoutId: string;
  url: string;
}

/** How a checkout stands at the provider, as told by asking. */
export interface CheckoutState {
  checkoutId: string;
  operationId: string;
  appointmentId: string;
  kind: 'charge' | 'card' | 'hold';
  status: 'open' | 'done' | 'failed' | 'expired';
  intentId: string | null;
  paymentMethodId: string | null;
  customerId: string | null;
  failure: string | null;
}

/** How money moved or set aside stands: `held` can still be taken, `gone` was let go or never came. */
export interface MoneyState {
  intentId: string;
  status: 'held' | 'taken' | 'gone' | 'open';
  /** What it was for in all. */
  amountCents: number;
  takenCents: number;
  refundedCents: number;
  /** Which operation and appointment of ours it was made for; null where it is none of ours. */
  about: { operationId: string; appointmentId: string } | null;
}

/** The bank of a card asks its money back. */
export interface DisputeState extends Money {
  disputeId: string;
  intentId: string;
  status: 'open' | 'answered' | 'won' | 'lost';
  reason: string;
  answerBy: Date | null;
  openedAt: Date;
}

/** A specialist's account at the provider, as far as it is set up. */
export interface AccountState {
  accountId: string;
  takesPayments: boolean;
  paysOut: boolean;
  dataGiven: boolean;
  /** What is still asked for, in the provider's words; empty when all is there. */
  missing: string[];
  answerBy: Date | null;
  blockedWhy: string | null;
}

/** Whom an event is about. It says only that something happened: how it stands is asked. */
export type EventSubject =
  | { kind: 'checkout'; checkoutId: string }
  | { kind: 'money'; intentId: string }
  | { kind: 'dispute'; disputeId: string }
  | { kind: 'account'; accountId: string };

/** An event of the provider, verified, or listed by the provider itself. `about` is null for what concerns nothing of ours. */
export interface CardEvent {
  id: string;
  type: string;
  about: EventSubject | null;
}

/** Outcome of money moved or set aside on a saved card. */
export type CardMove = { kind: 'done'; intentId: string } | { kind: 'failed'; why: string };
/** Outcome of taking what was set aside; `gone` where the bank has let go of it. */
export type TakenHold = { kind: 'done'; takenCents: number } | { kind: 'gone' } | { kind: 'failed'; why: string };

export interface SavedCardRequest extends Money, Destination {
  operationId: string;
  appointmentId: string;
  customerId: string;
  paymentMethodId: string;
}

export interface CardProvider {
  /** Whether the keys move real money. */
  live: boolean;
  openCheckout(request: CheckoutRequest): Promise<Checkout>;
  /** One that the provider does not know is `expired`, its other marks empty. */
  readCheckout(checkoutId: string): Promise<CheckoutState>;
  /** Ends an open checkout so that nobody can pay it any more (B4). */
  expireCheckout(checkoutId: string): Promise<void>;
  /** Takes money from a saved card, off session. */
  chargeSavedCard(request: SavedCardRequest): Promise<CardMove>;
  /** Sets money aside on a saved card, off session; it lasts 7 days (Y4). */
  holdSavedCard(request: SavedCardRequest): Promise<CardMove>;
  /** Takes what was set aside, or part of it; the rest is let go. */
  takeHold(input: { operationId: string; intentId: string; amountCents: number; feeCents: number }): Promise<TakenHold>;
  /** Lets go of what was set aside; answers how it stands now: `taken` where somebody was faster. */
  releaseHold(input: { operationId: string; intentId: string }): Promise<MoneyState>;
  /** Null where the provider knows nothing of it. */
  readMoney(intentId: string): Promise<MoneyState | null>;
  refund(input: { operationId: string; intentId: string; amountCents: number }): Promise<CardMove>;
  readDispute(disputeId: string): Promise<DisputeState | null>;
  /** Makes a connected account for a specialist, once per operation. */
  openAccount(input: { operationId: string; email: string; country: 'ES' | 'MX' }): Promise<{ accountId: string }>;
  /** A page, good for minutes and for one visit, on which they enter their data or complete it. */
  onboardingPage(input: { accountId: string; returnUrl: string; refreshUrl: string }): Promise<{ url: string }>;
  readAccount(accountId: string): Promise<AccountState | null>;
  /** Verifies a webhook over its raw body; null when the signature is not the provider's, or not of this mode (quality 68). */
  readEvent(rawBody: string, signature: string): CardEvent | null;
  /** What happened since, the oldest first: the net under lost webhooks (quality 72). */
  eventsSince(since: Date): Promise<(CardEvent & { at: Date })[]>;
}
