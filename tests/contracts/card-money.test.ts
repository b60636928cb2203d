import { afterAll, afterEach, describe, expect, test } from 'vitest';
import type { CheckoutRequest } from '#ports/cards.ts';
import { press, shows, startCardWorld, typed } from './card-world.ts';

const world = await startCardWorld();
const { cards, sdk, newOperation, request } = world;
afterEach(world.calmDown);
afterAll(world.stop);

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
  const returnUrl = 'https://v.example/agenda/ajustes/prepago';
  const open = async () => {
    const asked = { operationId: newOperation(), email: 'dra@example.com', country: 'ES' as const };
    const { accountId } = await cards.openAccount(asked);
    expect((await cards.openAccount(asked)).accountId).toBe(accountId);
    return accountId;
  };
  const pageOf = async (accountId: string) =>
    (await cards.onboardingPage({ accountId, returnUrl, refreshUrl: `${returnUrl}/stripe` })).url;

  test('takes payments only after its holder has given their data', async () => {
    const accountId = await open();
    expect(await cards.readAccount(accountId)).toMatchObject({ takesPayments: false, dataGiven: false });
    await expect(cards.openCheckout(request({ connectedAccountId: accountId }))).rejects.toThrow(/cannot take payments/);
    const url = await pageOf(accountId);
    expect(await shows(url)).toContain('IBAN');
    expect((await press(url, { holder: '', bank: 'ES91' })).status).toBe(422);
    expect(await press(url, { holder: 'Dra. Prueba', bank: 'ES91' })).toMatchObject({ status: 303, location: returnUrl });
    expect(await cards.readAccount(accountId)).toMatchObject({ takesPayments: true, paysOut: true, missing: [] });
    const { checkoutId, url: page } = await cards.openCheckout(request({ connectedAccountId: accountId, feeCents: 150 }));
    await press(page, typed('4242424242424242'));
    const { intentId } = await cards.readCheckout(checkoutId);
    const intent = await sdk.paymentIntents.retrieve(intentId ?? '');
    expect(intent).toMatchObject({ transfer_data: { destination: accountId }, application_fee_amount: 150 });
  });

  test('says what is missing and until when; a link that was used leads on to a new one', async () => {
    const accountId = await open();
    const url = await pageOf(accountId);
    expect(await press(url, { leave: 'yes' })).toMatchObject({ status: 303, location: returnUrl });
    await press(url, { holder: 'Dra. Prueba', bank: 'ES91', papers: 'later' });
    const state = await cards.readAccount(accountId);
    expect(state).toMatchObject({ takesPayments: false, dataGiven: true, missing: ['individual.verification.document'] });
    expect(state?.answerBy).toBeInstanceOf(Date);
    const again = await fetch(url, { redirect: 'manual' });
    expect(again.headers.get('location')).toBe(`${returnUrl}/stripe`);
    expect(await cards.readAccount('nobody')).toBeNull();
  });
});
