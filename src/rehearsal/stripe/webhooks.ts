import { createHmac } from 'node:crypto';
import type { Clock } from '#ports/clock.ts';
import { startDeliveries } from '../deliveries.ts';
import { newId, secondsOf } from './books.ts';
import type { StripeEvent } from './objects.ts';

export interface Webhooks {
  /** Every event so far, the newest first, as `/v1/events` lists them. */
  events: StripeEvent[];
  record(type: string, object: unknown): void;
  /** Where events are posted from now on; null keeps them for `/v1/events` only. */
  sendTo(url: string | null): void;
  /** Keeps events back until `release`, as when the provider is late. */
  hold(): void;
  release(): void;
  /** Posts an event once more, as providers do. */
  sendAgain(eventId: string): void;
  flush(): Promise<void>;
  stop(): Promise<void>;
}

interface WebhooksConfig {
  clock: Pick<Clock, 'now' | 'machineNow'>;
  secret: string;
  url: string | null;
  retryDelaysMs: number[];
}

/** Signed webhooks with retries. Events are dated in product time, signatures in machine time. */
export function openWebhooks({ clock, secret, url, retryDelaysMs }: WebhooksConfig): Webhooks {
  const events: StripeEvent[] = [];
  const deliveries = startDeliveries(retryDelaysMs);
  let target = url;
  let held: StripeEvent[] | null = null;

  function send(event: StripeEvent): void {
    if (held) held.push(event);
    else if (target) void deliveries.post(target, () => signed(JSON.stringify(event)));
  }
  function signed(body: string) {
    const signature = stripeSignature(secret, body, clock.machineNow());
    return { body, headers: { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': signature } };
  }

  return {
    events,
    record(type, object) {
      const event: StripeEvent = {
        id: newId('evt'),
        object: 'event',
        api_version: '2026-10-28.endive',
        type,
        created: secondsOf(clock.now()),
        data: { object: structuredClone(object) },
        livemode: false,
        pending_webhooks: target ? 1 : 0,
        request: null,
      };
      events.unshift(event);
      send(event);
    },
    sendTo(next) {
      target = next;
    },
    hold() {
      held ??= [];
    },
    release() {
      const waiting = held ?? [];
      held = null;
      waiting.forEach(send);
    },
    sendAgain(eventId) {
      const event = events.find(({ id }) => id === eventId);
      if (event) send(event);
    },
    flush: deliveries.flush,
    stop: deliveries.stop,
  };
}

/** The `Stripe-Signature` header: `t=…,v1=…` over the raw body. */
export function stripeSignature(secret: string, body: string, at: Date): string {
  const seconds = secondsOf(at);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`, 'utf8').digest('hex')}`;
}
