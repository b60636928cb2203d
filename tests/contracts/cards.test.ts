import Stripe from 'stripe';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { movableClock } from '#adapters/clock/movable.ts';
import { stripeCards } from '#adapters/cards/stripe.ts';
import type { CardEvent, CardProvider, CheckoutRequest } from '#ports/cards.ts';
import { type LocalServer, serveLocally } from '#rehearsal/local-server.ts';
import { type StripeStandIn, startStripeServer } from '#rehearsal/stripe/server.ts';
import { stripeSignature } from '#rehearsal/stripe/webhooks.ts';

const clock = movableClock();
const secretKey = 'sk_test_rehearsal';
const webhookSecret = 'whsec_rehearsal';
const received: CardEvent[] = [];
let hook: LocalServer;
let hookAnswers: number[] = [];
let stripe: StripeStandIn;
let cards: CardProvider;
let sdk: Stripe;
let count = 0;

beforeAll(async () => {
  hook = await serveLocally(0, (request, response, body) => {
    const status = hookAnswers.shift() ?? 200;
    const event = cards.readEvent(body, String(request.headers['stripe-signature'] ?? ''));
    if (event && status === 200) received.push(event);
    response.writeHead(event ? status : 400).end();
  });
  stripe = await startStripeServer({
    port: 0,
    clock,
    secretKey,
    webhookSecret,
    webhookUrl: `${hook.url}/hooks/stripe`,
    retryDelaysMs: [1, 1, 1],
  });
  const api = { protocol: 'http' as const, host: '127.0.0.1', port: stripe.port };
  cards = stripeCards({ secretKey, webhookSecret, api, timeoutMs: 3_000 }, clock);
  sdk = new Stripe(secretKey, { ...api, telemetry: false, maxNetworkRetries: 0 });
});
afterEach(async () => {
  await stripe.fault(null);
  stripe.webhooks.release();
  await stripe.flush();
  received.length = 0;
  hookAnswers = [];
});
afterAll(async () => {
  await stripe.stop();
  await hook.stop();
});

function request(change: Partial<CheckoutRequest> = {}): CheckoutRequest {
  const number = ++count;
  return {
    kind: 'charge',
    operationId: `op-${number}`,
    appointmentId: `appointment-${number}`,
    amountCents: 6000,
    currency: 'EUR',
    description: 'Dermatología: primera visita',
    email: 'ana@example.com',
    locale: 'es',
    connectedAccountId: null,
    successUrl: 'https://v.example/reservar/hecho?pago={CHECKOUT_SESSION_ID}',
    cancelUrl: 'https://v.example/reservar/volver',
    ...change,
  };
}

async function press(url: string, fields: Record<string, string>): Promise<{ status: number; location: string; html: string }> {
  const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
  return { status: answer.status, location: answer.headers.get('location') ?? '', html: await answer.text() };
}
const typed = (number: string) => ({ email: 'ana@example.com', number, expiry: '12/39', cvc: '123', holder: 'Ana Prueba' });
const shows = async (url: string) => (await fetch(url, { redirect: 'manual' })).text();
const told = (checkoutId: string) => received.filter(({ checkout }) => checkout?.checkoutId === checkoutId);

async function savedCard(number: string) {
  const checkout = await cards.openCheckout(request({ kind: 'card' }));
  const answer = await press(checkout.url, typed(number));
  if (answer.location.startsWith('/c/3ds')) await press(`${stripe.url}${answer.location}`, { answer: 'approve' });
  const { customerId, paymentMethodId } = await cards.readCheckout(checkout.checkoutId);
  return { customerId: customerId ?? '', paymentMethodId: paymentMethodId ?? '' };
}
const charge = (saved: { customerId: string; paymentMethodId: string }, operationId = `op-${++count}`) =>
  cards.chargeSavedCard({
    ...saved,
    operationId,
    appointmentId: 'a',
    amountCents: 1500,
    currency: 'EUR',
    connectedAccountId: null,
  });

describe('paying', () => {
  test('a test card pays, the person goes back, and the event says so', async () => {
    const asked = request();
    const { checkoutId, url } = await cards.openCheckout(asked);
    const html = await shows(url);
    expect(html).toContain('Stripe de ensayo');
    expect(html).toContain('60,00');
    expect(html).not.toContain('<script');
    const answer = await press(url, typed('4242 4242 4242 4242'));
    expect(answer).toMatchObject({ status: 303, location: `https://v.example/reservar/hecho?pago=${checkoutId}` });
    const state = await cards.readCheckout(checkoutId);
    const { operationId, appointmentId } = asked;
    expect(state).toMatchObject({ checkoutId, operationId, appointmentId, kind: 'charge', status: 'done', failure: null });
    expect(state.intentId).toMatch(/^pi_/);
    await stripe.flush();
    expect(told(checkoutId)).toMatchObject([
      { type: 'checkout.session.completed', checkout: { status: 'done', operationId, intentId: state.intentId } },
    ]);
  });

  test('paying twice by a second press takes the money once', async () => {
    const { checkoutId, url } = await cards.openCheckout(request());
    const [first, second] = [await press(url, typed('4242424242424242')), await press(url, typed('4242424242424242'))];
    expect(second.location).toBe(first.location);
    await stripe.flush();
    expect(told(checkoutId)).toHaveLength(1);
  });

  test('a declined card says so, loses nothing typed, leaves the page open, and another card pays', async () => {
    const { checkoutId, url } = await cards.openCheckout(request({ email: null }));
    const refused = await press(url, typed('4000 0000 0000 0002'));
    expect(refused.status).toBe(402);
    expect(refused.html).toContain('El banco ha rechazado la tarjeta');
    for (const value of ['ana@example.com', '4000 0000 0000 0002', '12/39', '123', 'Ana Prueba'])
      expect(refused.html).toContain(`value="${value}"`);
    expect(await cards.readCheckout(checkoutId)).toMatchObject({ status: 'open', failure: 'generic_decline' });
    await press(url, typed('5555555555554444'));
    expect(await cards.readCheckout(checkoutId)).toMatchObject({ status: 'done', failure: null });
  });

  test('a card that asks its bank pays after the owner confirms', async () => {
    const { checkoutId, url } = await cards.openCheckout(request());
    const bank = await press(url, typed('4000002500003155'));
    expect(bank).toMatchObject({ status: 303, location: `/c/3ds/${checkoutId}` });
    expect(await shows(`${stripe.url}${bank.location}`)).toContain('Tu banco pide que confirmes');
    expect(await cards.readCheckout(checkoutId)).toMatchObject({ status: 'open' });
    expect((await press(`${stripe.url}${bank.location}`, { answer: 'approve' })).location).toContain(checkoutId);
    expect(await cards.readCheckout(checkoutId)).toMatchObject({ status: 'done' });
  });

  test('a card whose owner rejects at the bank does not pay, and the form is still filled in', async () => {
    const { checkoutId, url } = await cards.openCheckout(request());
    const bank = await press(url, typed('4000002500003155'));
    const back = await press(`${stripe.url}${bank.location}`, { answer: 'reject' });
    expect(back.html).toContain('value="4000 0025 0000 3155"');
    expect(await cards.readCheckout(checkoutId)).toMatchObject({
      status: 'open',
      failure: 'payment_intent_authentication_failure',
    });
  });

  test.each([
    ['a real-looking card', { number: '4111111111111111' }, 'solo valen las tarjetas de prueba'],
    ['an expired card', { expiry: '01/20' }, 'caducada'],
    ['a missing name', { holder: '' }, 'Falta este dato'],
    ['a wrong CVC', { cvc: '1' }, 'no es correcto'],
  ])('%s is told at its field and nothing is tried', async (_what, change, words) => {
    const { checkoutId, url } = await cards.openCheckout(request());
    const answer = await press(url, { ...typed('4242424242424242'), ...change });
    expect(answer.status).toBe(422);
    expect(answer.html).toContain(words);
    expect((await cards.readCheckout(checkoutId)).intentId).toBeNull();
  });

  test('what people type cannot become part of the page', async () => {
    const { url } = await cards.openCheckout(request({ description: '<img src=x>' }));
    const { html } = await press(url, { ...typed('1'), holder: '"><script>alert(1)</script>' });
    expect(html).not.toContain('<script');
    expect(html).not.toContain('<img');
  });

  test('speaks English where the patient does, and fills a test card in at a press', async () => {
    const { url } = await cards.openCheckout(request({ locale: 'en', currency: 'MXN' }));
    const { html } = await press(url, { fill: '4242424242424242' });
    expect(html).toContain('Pay MX$60.00');
    expect(html).toContain('value="4242 4242 4242 4242"');
  });
});

describe('a checkout that ends', () => {
  test('when we end it nobody can pay it any more, and ending it again changes nothing', async () => {
    const { checkoutId, url } = await cards.openCheckout(request());
    await cards.expireCheckout(checkoutId);
    await cards.expireCheckout(checkoutId);
    const answer = await press(url, typed('4242424242424242'));
    expect(answer.status).toBe(410);
    expect(answer.html).toContain('https://v.example/reservar/volver');
    expect(await cards.readCheckout(checkoutId)).toMatchObject({ status: 'expired', intentId: null });
    await stripe.flush();
    expect(told(checkoutId)).toMatchObject([{ type: 'checkout.session.expired', checkout: { status: 'expired' } }]);
  });

  test('one that is paid stays paid when we try to end it', async () => {
    const { checkoutId, url } = await cards.openCheckout(request());
    await press(url, typed('4242424242424242'));
    await cards.expireCheckout(checkoutId);
    expect(await cards.readCheckout(checkoutId)).toMatchObject({ status: 'done' });
  });

  test('ends by itself after a day of product time', async () => {
    const { checkoutId } = await cards.openCheckout(request());
    clock.moveTo(new Date(clock.now().getTime() + 25 * 3600_000));
    expect(stripe.expireDue()).toBeGreaterThan(0);
    expect(await cards.readCheckout(checkoutId)).toMatchObject({ status: 'expired' });
    await stripe.flush();
    expect(told(checkoutId)).toHaveLength(1);
  });
});

describe('saving a card', () => {
  test('takes no money now and can be charged later, once per operation', async () => {
    const saved = await savedCard('4242424242424242');
    const [first, again] = [await charge(saved, 'late-fee-1'), await charge(saved, 'late-fee-1')];
    expect(first).toMatchObject({ kind: 'done' });
    expect(again).toEqual(first);
  });

  test('one confirmed with the bank when saved can be charged without its owner', async () => {
    expect(await charge(await savedCard('4000002500003155'))).toMatchObject({ kind: 'done' });
  });

  test.each([
    ['4000000000000341', 'generic_decline'],
    ['4000002760003184', 'authentication_required'],
  ])('%s cannot be charged later: %s', async (number, why) => {
    expect(await charge(await savedCard(number))).toEqual({ kind: 'failed', why });
  });

  test('a card that is no longer there is a failure, not a crash', async () => {
    const { customerId } = await savedCard('4242424242424242');
    expect(await charge({ customerId, paymentMethodId: 'pm_gone' })).toEqual({ kind: 'failed', why: 'resource_missing' });
  });
});

describe('giving money back', () => {
  async function paid(change: Partial<CheckoutRequest> = {}) {
    const { checkoutId, url } = await cards.openCheckout(request(change));
    await press(url, typed('4242424242424242'));
    return (await cards.readCheckout(checkoutId)).intentId ?? '';
  }

  test('in part and then the rest, never more, and once per operation', async () => {
    const intentId = await paid();
    const part = { operationId: `refund-${intentId}`, intentId, amountCents: 2000 };
    expect(await cards.refund(part)).toEqual({ kind: 'done', intentId });
    expect(await cards.refund(part)).toEqual({ kind: 'done', intentId });
    await expect(cards.refund({ operationId: 'too-much', intentId, amountCents: 4001 })).rejects.toThrow();
    expect(await cards.refund({ operationId: `rest-${intentId}`, intentId, amountCents: 4000 })).toMatchObject({ kind: 'done' });
    expect(await cards.refund({ operationId: `more-${intentId}`, intentId, amountCents: 1 })).toEqual({
      kind: 'failed',
      why: 'charge_already_refunded',
    });
    const { data } = await sdk.refunds.list({ payment_intent: intentId });
    expect(data.map(({ amount }) => amount)).toEqual([4000, 2000]);
  });

  test('what went to a specialist is taken back from the specialist', async () => {
    const intentId = await paid({ connectedAccountId: 'acct_demo1' });
    await cards.refund({ operationId: `back-${intentId}`, intentId, amountCents: 6000 });
    const { data } = await sdk.refunds.list({ payment_intent: intentId });
    expect(data[0]?.transfer_reversal).toBeTruthy();
  });
});

describe('the specialist’s account', () => {
  test('takes payments only after its holder has given their data', async () => {
    const onboarding = {
      operationId: `op-${++count}`,
      email: 'dra@example.com',
      country: 'ES' as const,
      returnUrl: 'https://v.example/agenda/cobros',
    };
    const { accountId, url } = await cards.openOnboarding(onboarding);
    expect((await cards.openOnboarding(onboarding)).accountId).toBe(accountId);
    await expect(cards.openCheckout(request({ connectedAccountId: accountId }))).rejects.toThrow(/cannot take payments/);
    expect(await shows(url)).toContain('IBAN');
    expect((await press(url, { holder: '', bank: 'ES91' })).status).toBe(422);
    expect(await press(url, { holder: 'Dra. Prueba', bank: 'ES91' })).toMatchObject({
      status: 303,
      location: onboarding.returnUrl,
    });
    const { checkoutId, url: page } = await cards.openCheckout(request({ connectedAccountId: accountId }));
    await press(page, typed('4242424242424242'));
    const { intentId } = await cards.readCheckout(checkoutId);
    expect((await sdk.paymentIntents.retrieve(intentId ?? '')).transfer_data).toEqual({ destination: accountId });
  });
});

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

  test('the same key for another request is refused', async () => {
    const asked = request();
    await cards.openCheckout(asked);
    await expect(cards.openCheckout({ ...asked, amountCents: 1 })).rejects.toThrow(/idempotent/);
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
  const body = JSON.stringify({ id: 'evt_1', object: 'event', type: 'payment_intent.created', data: { object: {} } });
  const seconds = (n: number) => new Date(clock.machineNow().getTime() - n * 1000);

  test('are read over the raw body with the right signature, whatever product time it is', () => {
    expect(clock.offset()).toBeGreaterThan(0);
    expect(cards.readEvent(body, stripeSignature(webhookSecret, body, seconds(0)))).toEqual({
      id: 'evt_1',
      type: 'payment_intent.created',
      checkout: null,
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
  });

  test('are sent again until they are taken', async () => {
    const { checkoutId } = await cards.openCheckout(request());
    hookAnswers = [500, 503];
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
