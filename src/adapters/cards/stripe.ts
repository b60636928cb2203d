import Stripe from 'stripe';
import type { CardMove, CardProvider, CheckoutRequest } from '#ports/cards.ts';
import type { Clock } from '#ports/clock.ts';
import { eventOf, forgotten, stateOf } from './checkout-state.ts';

export interface StripeConfig {
  secretKey: string;
  webhookSecret: string;
  /** Where the API lives; Stripe's own address when null. */
  api: { protocol: 'http' | 'https'; host: string; port: number } | null;
  timeoutMs?: number;
}

/** Seconds a signed event stays believable (quality 68). */
const tolerance = 300;

/**
 * Cards through Stripe: hosted pages only, our operation id as the idempotency key of every write (quality 71).
 * Throws where Stripe cannot be reached or refuses the call itself; what a card does is a value.
 */
export function stripeCards(config: StripeConfig, clock: Pick<Clock, 'machineNow'>): CardProvider {
  const stripe = new Stripe(config.secretKey, {
    ...config.api,
    timeout: config.timeoutMs ?? 15_000,
    maxNetworkRetries: 2,
    telemetry: false,
  });

  return {
    async openCheckout(request) {
      const session = await stripe.checkout.sessions.create(checkoutParams(request), { idempotencyKey: request.operationId });
      if (!session.url) throw new Error('Stripe opened a checkout without a page.');
      return { checkoutId: session.id, url: session.url };
    },

    async readCheckout(checkoutId) {
      const session = await known(() => stripe.checkout.sessions.retrieve(checkoutId, { expand: ['payment_intent', 'setup_intent'] }));
      if (!session) return forgotten(checkoutId);
      const state = stateOf(session);
      if (!state) throw new Error(`Checkout ${checkoutId} was not opened here.`);
      return state;
    },

    /** One that is already paid or expired stays as it is: `readCheckout` tells which. */
    async expireCheckout(checkoutId) {
      try {
        await stripe.checkout.sessions.expire(checkoutId);
      } catch (error) {
        if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error;
        const session = await known(() => stripe.checkout.sessions.retrieve(checkoutId));
        if (session?.status === 'open') throw error;
      }
    },

    chargeSavedCard: ({ operationId, appointmentId, amountCents, currency, customerId, paymentMethodId, connectedAccountId }) =>
      cardMove(async () => {
        const intent = await stripe.paymentIntents.create(
          {
            amount: amountCents,
            currency: currency.toLowerCase(),
            customer: customerId,
            payment_method: paymentMethodId,
            allowed_payment_method_types: ['card'],
            confirm: true,
            off_session: true,
            metadata: { operationId, appointmentId, kind: 'charge' },
            ...forAccount(connectedAccountId),
          },
          { idempotencyKey: operationId },
        );
        return intent.status === 'succeeded' ? { kind: 'done', intentId: intent.id } : { kind: 'failed', why: intent.status };
      }),

    refund: ({ operationId, intentId, amountCents }) =>
      cardMove(async () => {
        const intent = await stripe.paymentIntents.retrieve(intentId);
        const refund = await stripe.refunds.create(
          {
            payment_intent: intentId,
            amount: amountCents,
            metadata: { operationId },
            ...(intent.transfer_data ? { reverse_transfer: true } : {}),
          },
          { idempotencyKey: operationId },
        );
        const lost = refund.status === 'failed' || refund.status === 'canceled';
        return lost ? { kind: 'failed', why: refund.failure_reason ?? refund.status ?? 'failed' } : { kind: 'done', intentId };
      }),

    async openOnboarding({ operationId, email, country, returnUrl }) {
      const account = await stripe.accounts.create(
        {
          country,
          email,
          controller: {
            stripe_dashboard: { type: 'express' },
            fees: { payer: 'application' },
            losses: { payments: 'application' },
          },
          capabilities: { card_payments: { requested: true }, transfers: { requested: true } },
        },
        { idempotencyKey: operationId },
      );
      const link = await stripe.accountLinks.create(
        { account: account.id, type: 'account_onboarding', return_url: returnUrl, refresh_url: returnUrl },
        { idempotencyKey: `${operationId}-page` },
      );
      return { accountId: account.id, url: link.url };
    },

    readEvent(rawBody, signature) {
      try {
        const receivedAt = clock.machineNow().getTime();
        return eventOf(
          stripe.webhooks.constructEvent(rawBody, signature, config.webhookSecret, tolerance, undefined, receivedAt),
        );
      } catch {
        return null;
      }
    },
  };
}

/** What Stripe has, or null where it knows of no such thing. */
async function known<Thing>(ask: () => Promise<Thing>): Promise<Thing | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing') return null;
    throw error;
  }
}

/** Carries no instant, so that a second try under the same key is the same request. */
function checkoutParams(request: CheckoutRequest): Stripe.Checkout.SessionCreateParams {
  const { operationId, appointmentId, kind, description } = request;
  const currency = request.currency.toLowerCase();
  const metadata = { operationId, appointmentId, kind };
  const shared: Stripe.Checkout.SessionCreateParams = {
    allowed_payment_method_types: ['card'],
    client_reference_id: appointmentId,
    locale: request.locale,
    metadata,
    success_url: request.successUrl,
    cancel_url: request.cancelUrl,
    ...(request.email ? { customer_email: request.email } : {}),
  };
  if (kind === 'card') {
    const behalf = request.connectedAccountId ? { on_behalf_of: request.connectedAccountId } : {};
    return {
      ...shared,
      mode: 'setup',
      currency,
      customer_creation: 'always',
      setup_intent_data: { description, metadata, ...behalf },
    };
  }
  return {
    ...shared,
    mode: 'payment',
    line_items: [
      { quantity: 1, price_data: { currency, unit_amount: request.amountCents, product_data: { name: description } } },
    ],
    payment_intent_data: { description, metadata, ...forAccount(request.connectedAccountId) },
  };
}

/** The money goes to the specialist, who is also the merchant of the charge. */
function forAccount(accountId: string | null) {
  return accountId ? { on_behalf_of: accountId, transfer_data: { destination: accountId } } : {};
}

/** What the card or its bank refuses is an outcome, and so is a card that is no longer there; all else throws. */
async function cardMove(move: () => Promise<CardMove>): Promise<CardMove> {
  try {
    return await move();
  } catch (error) {
    if (error instanceof Stripe.errors.StripeCardError)
      return { kind: 'failed', why: error.decline_code ?? error.code ?? 'card_declined' };
    if (error instanceof Stripe.errors.StripeInvalidRequestError && lostCauses.has(error.code ?? '')) {
      return { kind: 'failed', why: error.code ?? 'refused' };
    }
    throw error;
  }
}
const lostCauses = new Set([
  'resource_missing',
  'charge_already_refunded',
  'payment_method_unexpected_state',
  'payment_intent_unexpected_state',
]);
