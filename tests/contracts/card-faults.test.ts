import Stripe from 'stripe';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { startStripeServer } from '#rehearsal/stripe/server.ts';
import { stripeSignature } from '#rehearsal/stripe/webhooks.ts';
import { startCardWorld, webhookSecret } from './card-world.ts';

const world = await startCardWorld();
const { clock, hookAnswers, stripe, cards, sdk, told, savedCard, charge, request } = world;
afterEach(world.calmDown);
afterAll(world.stop);

describe('crashes and outages', () => {
  test('the same operation opens one checkout, also after a lost answer', async () => {
    const asked = request();
    const first = await cards.openCheckout(asked);
    await stripe.fault('drop-reply');
    await expect(cards.openCheckout(asked)).rejects.toThrow();
    await stripe.fault(null);
    expect(await cards.openCheckout(asked)).toEqual(first);
  });

  test('a charge whose answer was lost is the same charge when tried again', async () => {
    const saved = await savedCard('4242424242424242');
    await stripe.fault('drop-reply');
    await expect(charge(saved, 'lost-charge')).rejects.toThrow();
    await stripe.fault(null);
    const again = await charge(saved, 'lost-charge');
    await stripe.flush();
    const events = await sdk.events.list({ type: 'payment_intent.succeeded', limit: 100 });
    const charges = events.data.filter(
      (event) => (event.data.object as Stripe.PaymentIntent).metadata.operationId === 'lost-charge',
    );
    expect(charges.map((event) => (event.data.object as Stripe.PaymentIntent).id)).toEqual([
      again.kind === 'done' ? again.intentId : '',
    ]);
  });

  test('a provider that is off or broken throws, so that the job is tried again', async () => {
    await stripe.fault('down');
    await expect(cards.openCheckout(request())).rejects.toThrow();
    await stripe.fault('broken');
    await expect(cards.openCheckout(request())).rejects.toThrow();
  });

  test('what the stand-in does not know fails loudly', async () => {
    await expect(sdk.products.list()).rejects.toMatchObject({ statusCode: 501, type: 'StripeAPIError' });
    expect((await fetch(`${stripe.url}/nowhere`)).status).toBe(501);
    const odd = { mode: 'payment', automatic_tax: { enabled: true } } as Stripe.Checkout.SessionCreateParams;
    await expect(sdk.checkout.sessions.create(odd)).rejects.toThrow(/unknown parameter/i);
  });

  test('a wrong key is refused, and the stand-in takes no live key at all', async () => {
    const stranger = new Stripe('sk_test_other', { protocol: 'http', host: '127.0.0.1', port: stripe.port });
    await expect(stranger.customers.create()).rejects.toMatchObject({ statusCode: 401 });
    await expect(startStripeServer({ port: 0, clock, secretKey: 'sk_live_x', webhookSecret, webhookUrl: null })).rejects.toThrow(
      /test-mode/,
    );
  });

  test('an amount set aside can be taken in part or let go', async () => {
    const { customerId, paymentMethodId } = await savedCard('4242424242424242');
    const aside = {
      amount: 5000,
      currency: 'eur',
      customer: customerId,
      payment_method: paymentMethodId,
      confirm: true,
      off_session: true,
    };
    const intent = await sdk.paymentIntents.create({ ...aside, capture_method: 'manual' });
    expect(intent.status).toBe('requires_capture');
    expect(await sdk.paymentIntents.capture(intent.id, { amount_to_capture: 3000 })).toMatchObject({
      status: 'succeeded',
      amount_received: 3000,
    });
    const other = await sdk.paymentIntents.create({ ...aside, capture_method: 'manual' });
    expect((await sdk.paymentIntents.cancel(other.id)).status).toBe('canceled');
  });
});

describe('webhooks', () => {
  const body = JSON.stringify({ id: 'evt_1', object: 'event', livemode: false, type: 'payment_intent.created', data: { object: {} } });
  const seconds = (n: number) => new Date(clock.machineNow().getTime() - n * 1000);

  test('are read over the raw body with the right signature, whatever product time it is', () => {
    clock.moveTo(new Date('2031-01-01T00:00:00Z'));
    expect(cards.readEvent(body, stripeSignature(webhookSecret, body, seconds(0)))).toEqual({
      id: 'evt_1',
      type: 'payment_intent.created',
      about: null,
    });
    expect(cards.readEvent(body, stripeSignature(webhookSecret, body, seconds(298)))).not.toBeNull();
  });

  test('are nothing when altered, 301 seconds old, signed by another secret, or unsigned', () => {
    const signature = stripeSignature(webhookSecret, body, seconds(0));
    expect(cards.readEvent(body.replace('evt_1', 'evt_2'), signature)).toBeNull();
    expect(cards.readEvent(body, stripeSignature(webhookSecret, body, seconds(301)))).toBeNull();
    expect(cards.readEvent(body, stripeSignature('whsec_other', body, seconds(0)))).toBeNull();
    expect(cards.readEvent(body, '')).toBeNull();
    expect(cards.readEvent('', signature)).toBeNull();
    const live = body.replace('"livemode":false', '"livemode":true');
    expect(cards.readEvent(live, stripeSignature(webhookSecret, live, seconds(0)))).toBeNull();
  });

  test('are sent again until they are taken', async () => {
    const { checkoutId } = await cards.openCheckout(request());
    hookAnswers.push(500, 503);
    await cards.expireCheckout(checkoutId);
    await stripe.flush();
    expect(told(checkoutId)).toHaveLength(1);
  });

  test('can be late or doubled, and the list of events knows them all the same', async () => {
    stripe.webhooks.hold();
    const { checkoutId } = await cards.openCheckout(request());
    await cards.expireCheckout(checkoutId);
    await stripe.flush();
    expect(told(checkoutId)).toEqual([]);
    const { data } = await sdk.events.list({ type: 'checkout.session.expired', limit: 1 });
    expect(data[0]?.data.object).toMatchObject({ id: checkoutId });
    stripe.webhooks.release();
    stripe.webhooks.sendAgain(data[0]?.id ?? '');
    await stripe.flush();
    expect(told(checkoutId)).toHaveLength(2);
  });
});
