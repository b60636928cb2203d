/** A page of the card provider on which a person pays (`charge`) or saves a card (`card`). */
export interface CheckoutRequest {
  kind: 'charge' | 'card';
  /** Our operation id: idempotency key of the call and reference in its answers. */
  operationId: string;
  appointmentId: string;
  amountCents: number;
  currency: 'EUR' | 'MXN';
  description: string;
  email: string | null;
  locale: 'es' | 'en';
  /** Connected account of the specialist that the money goes to; null pays the platform. */
  connectedAccountId: string | null;
  successUrl: string;
  cancelUrl: string;
}

export interface Checkout {
  checkoutId: string;
  url: string;
}

/** How a checkout stands at the provider, as told by an event or by asking. */
export interface CheckoutState {
  checkoutId: string;
  operationId: string;
  appointmentId: string;
  kind: 'charge' | 'card';
  status: 'open' | 'done' | 'failed' | 'expired';
  intentId: string | null;
  paymentMethodId: string | null;
  customerId: string | null;
  failure: string | null;
}

/** An event of the provider, verified. `checkout` is null for events that concern no checkout of ours. */
export interface CardEvent {
  id: string;
  type: string;
  checkout: CheckoutState | null;
}

/** Outcome of money moved on a saved card. */
export type CardMove = { kind: 'done'; intentId: string } | { kind: 'failed'; why: string };

export interface CardProvider {
  openCheckout(request: CheckoutRequest): Promise<Checkout>;
  /** One that the provider does not know is `expired`, its other marks empty. */
  readCheckout(checkoutId: string): Promise<CheckoutState>;
  /** Ends an open checkout so that nobody can pay it any more (B4). */
  expireCheckout(checkoutId: string): Promise<void>;
  /** Takes money from a saved card, off session. */
  chargeSavedCard(input: {
    operationId: string;
    appointmentId: string;
    amountCents: number;
    currency: 'EUR' | 'MXN';
    customerId: string;
    paymentMethodId: string;
    connectedAccountId: string | null;
  }): Promise<CardMove>;
  refund(input: { operationId: string; intentId: string; amountCents: number }): Promise<CardMove>;
  /** Makes a connected account for a specialist and a page on which they enter their data. */
  openOnboarding(input: {
    operationId: string;
    email: string;
    country: 'ES' | 'MX';
    returnUrl: string;
  }): Promise<{ accountId: string; url: string }>;
  /** Verifies a webhook over its raw body; null when the signature is not the provider's (quality 68). */
  readEvent(rawBody: string, signature: string): CardEvent | null;
}
