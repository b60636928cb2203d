import Stripe from 'stripe';
import type { CardProvider } from '#ports/cards.ts';
import type { Clock } from '#ports/clock.ts';
import { accounts } from './accounts.ts';
import { checkouts } from './checkout.ts';
import { events } from './events.ts';
import { money } from './money.ts';

export interface StripeConfig {
  secretKey: string;
  webhookSecret: string;
  /** Where the API lives; Stripe's own address when null. */
  api: { protocol: 'http' | 'https'; host: string; port: number } | null;
  timeoutMs?: number;
  /** How long to wait before what failed is asked again; Stripe's own half second without it. */
  retryAfterMs?: number | undefined;
}

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
  const { retryAfterMs } = config;
  if (retryAfterMs !== undefined) Object.assign(stripe, { getInitialNetworkRetryDelay: () => retryAfterMs / 1000 });
  const live = config.secretKey.includes('_live_');
  return {
    live,
    ...checkouts(stripe),
    ...money(stripe),
    ...accounts(stripe),
    ...events(stripe, { webhookSecret: config.webhookSecret, live }, clock),
  };
}
