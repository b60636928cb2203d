import type Stripe from 'stripe';
import type { CheckoutState } from '#ports/cards.ts';
import { idOf } from './answers.ts';

const kinds = ['charge', 'card', 'hold'] as const;

/** How a session stands; null when it carries no marks of ours. Intents that are not expanded give their id alone. */
export function stateOf(session: Stripe.Checkout.Session): CheckoutState | null {
  const { operationId, appointmentId } = session.metadata ?? {};
  const kind = kinds.find((one) => one === session.metadata?.['kind']);
  if (!operationId || !appointmentId || !kind) return null;
  const intent = session.payment_intent ?? session.setup_intent;
  const expanded = typeof intent === 'object' ? intent : null;
  const failure = expanded ? failureOf(expanded) : null;
  return {
    checkoutId: session.id,
    operationId,
    appointmentId,
    kind,
    status: statusOf(session, expanded, failure),
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

type Intent = Stripe.PaymentIntent | Stripe.SetupIntent;

function statusOf(session: Stripe.Checkout.Session, intent: Intent | null, failure: string | null): CheckoutState['status'] {
  if (session.status === 'expired') return 'expired';
  if (session.status !== 'complete') return 'open';
  // What is only set aside stays unpaid until it is taken.
  if (session.payment_status !== 'unpaid' || intent?.status === 'requires_capture') return 'done';
  if (intent?.status === 'canceled') return 'expired';
  return failure ? 'failed' : 'open';
}

function failureOf(intent: Intent): string | null {
  const error = intent.object === 'payment_intent' ? intent.last_payment_error : intent.last_setup_error;
  return error ? (error.decline_code ?? error.code ?? error.type) : null;
}
