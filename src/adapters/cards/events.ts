import type Stripe from 'stripe';
import type { CardEvent, CardProvider, EventSubject } from '#ports/cards.ts';
import type { Clock } from '#ports/clock.ts';
import { idOf } from './answers.ts';

/** Seconds a signed event stays believable (quality 68). */
const tolerance = 300;
const atATime = 100;

// prettier-ignore
const told = [
  'checkout.session.completed', 'checkout.session.expired', 'checkout.session.async_payment_succeeded', 'checkout.session.async_payment_failed',
  'payment_intent.succeeded', 'payment_intent.canceled', 'charge.refunded', 'refund.updated', 'refund.failed',
  'charge.dispute.created', 'charge.dispute.updated', 'charge.dispute.closed', 'account.updated',
] as const;

/** Events: verified over the raw body as they come, or listed for what never came. */
export function events(
  stripe: Stripe,
  config: { webhookSecret: string; live: boolean },
  clock: Pick<Clock, 'machineNow'>,
): Pick<CardProvider, 'readEvent' | 'eventsSince'> {
  return {
    readEvent(rawBody, signature) {
      try {
        const receivedAt = clock.machineNow().getTime();
        const event = stripe.webhooks.constructEvent(rawBody, signature, config.webhookSecret, tolerance, undefined, receivedAt);
        // Test money must never pass for real money, nor the other way round.
        return event.livemode === config.live ? eventOf(event) : null;
      } catch {
        return null;
      }
    },

    async eventsSince(since) {
      const found: Stripe.Event[] = [];
      const created = { gte: Math.floor(since.getTime() / 1000) };
      for await (const event of stripe.events.list({ created, types: [...told], limit: atATime })) found.push(event);
      return found.reverse().map((event) => ({ ...eventOf(event), at: new Date(event.created * 1000) }));
    },
  };
}

function eventOf(event: Stripe.Event): CardEvent {
  return { id: event.id, type: event.type, about: aboutOf(event) };
}

function aboutOf(event: Stripe.Event): EventSubject | null {
  if (!told.some((type) => type === event.type)) return null;
  const object = event.data.object;
  switch (object.object) {
    case 'checkout.session':
      return { kind: 'checkout', checkoutId: object.id };
    case 'payment_intent':
      return { kind: 'money', intentId: object.id };
    case 'charge':
    case 'refund': {
      const intentId = idOf(object.payment_intent);
      return intentId ? { kind: 'money', intentId } : null;
    }
    case 'dispute':
      return { kind: 'dispute', disputeId: object.id };
    case 'account':
      return { kind: 'account', accountId: object.id };
    default:
      return null;
  }
}
