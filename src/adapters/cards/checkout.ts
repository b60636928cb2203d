import Stripe from 'stripe';
import type { CardProvider, CheckoutRequest } from '#ports/cards.ts';
import { forAccount, known } from './answers.ts';
import { forgotten, stateOf } from './checkout-state.ts';

/** Stripe's own pages: one that pays, one that saves a card, one that saves it and sets the price aside. */
export function checkouts(stripe: Stripe): Pick<CardProvider, 'openCheckout' | 'readCheckout' | 'expireCheckout'> {
  return {
    async openCheckout(request) {
      const session = await stripe.checkout.sessions.create(checkoutParams(request), { idempotencyKey: request.operationId });
      if (!session.url) throw new Error('Stripe opened a checkout without a page.');
      return { checkoutId: session.id, url: session.url };
    },

    async readCheckout(checkoutId) {
      const session = await known(() =>
        stripe.checkout.sessions.retrieve(checkoutId, { expand: ['payment_intent', 'setup_intent'] }),
      );
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
  };
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
  // Set aside and saved: where the bank lets go before it is taken, the card is asked once more.
  const kept = kind === 'hold' ? { capture_method: 'manual' as const, setup_future_usage: 'off_session' as const } : {};
  return {
    ...shared,
    mode: 'payment',
    ...(kind === 'hold' ? { customer_creation: 'always' } : {}),
    line_items: [
      { quantity: 1, price_data: { currency, unit_amount: request.amountCents, product_data: { name: description } } },
    ],
    payment_intent_data: { description, metadata, ...forAccount(request), ...kept },
  };
}
