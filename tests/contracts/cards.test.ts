import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { cardsContract } from './suites/cards-suite.ts';
import { press, shows, startCardWorld, typed } from './card-world.ts';

const world = await startCardWorld();
const { clock, stripe, cards, told, savedCard, charge, request } = world;
afterEach(world.calmDown);
afterAll(world.stop);

cardsContract({
  cards,
  savedCard: (bank) => savedCard({ accepts: '4242424242424242', declines: '4000000000000341', asks: '4000002760003184' }[bank]),
  request,
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
      { type: 'checkout.session.completed', about: { kind: 'checkout', checkoutId } },
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
    expect(told(checkoutId)).toMatchObject([{ type: 'checkout.session.expired' }]);
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
  test('one confirmed with the bank when saved can be charged without its owner', async () => {
    expect(await charge(await savedCard('4000002500003155'))).toMatchObject({ kind: 'done' });
  });

  test('a card that is no longer there is a failure, not a crash', async () => {
    const { customerId } = await savedCard('4242424242424242');
    expect(await charge({ customerId, paymentMethodId: 'pm_gone' })).toEqual({ kind: 'failed', why: 'resource_missing' });
  });
});
