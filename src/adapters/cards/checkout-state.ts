import type Stripe from 'stripe';
import type { CardEvent, CheckoutState } from '#ports/cards.ts';

const told = new Set([
  'checkout.session.completed',
  'checkout.session.expired',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
]);

/** A verified event in our words; events of other objects carry no checkout. */
export function eventOf(event: Stripe.Event): CardEvent {
  const checkout = told.has(event.type) ? stateOf(event.data.object as Stripe.Checkout.Session) : null;
  return { id: event.id, type: event.type, checkout };
}

/** How a session stands; null when it carries no marks of ours. Intents that are not expanded give their id alone. */
export function stateOf(session: Stripe.Checkout.Session): CheckoutState | null {
  const { operationId, appointmentId, kind } = session.metadata ?? {};
  if (!operationId || !appointmentId || (kind !== 'charge' && kind !== 'card')) return null;
  const intent = session.payment_intent ?? session.setup_intent;
  const expanded = typeof intent === 'object' ? intent : null;
  const failure = expanded ? failureOf(expanded) : null;
  return {
    checkoutId: session.id,
    operationId,
    appointmentId,
    kind,
    status: statusOf(session, failure),
    intentId: idOf(intent),
    paymentMethodId: idOf(expanded?.payment_method),
    customerId: idOf(session.customer) ?? idOf(expanded?.customer),
    failure,
  };
}

/** A checkout the provider knows nothing of can no longer be paid. */
export function forgotten(checkoutId: string): CheckoutState {
  const nothing = { intentId: null, paymentMethodId: null, customerId: null, failure: null };
  return { checkoutId, operationId: '', appointmentId: '', kind: 'charge', status: 'expired', ...nothing };
}

function statusOf(session: Stripe.Checkout.Session, failure: string | null): CheckoutState['status'] {
  if (session.status === 'expired') return 'expired';
  if (session.status !== 'complete') return 'open';
  if (session.payment_status !== 'unpaid') return 'done';
  return failure ? 'failed' : 'open';
}

function failureOf(intent: Stripe.PaymentIntent | Stripe.SetupIntent): string | null {
  const error = intent.object === 'payment_intent' ? intent.last_payment_error : intent.last_setup_error;
  return error ? (error.decline_code ?? error.code ?? error.type) : null;
}

function idOf(reference: string | { id: string } | null | undefined): string | null {
  return typeof reference === 'string' ? reference : (reference?.id ?? null);
}
