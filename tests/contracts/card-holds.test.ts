import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { press, startCardWorld, typed } from './card-world.ts';

const world = await startCardWorld();
const { clock, stripe, cards, sdk, newOperation, savedCard, request } = world;
afterEach(world.calmDown);
afterAll(world.stop);

const whole = { appointmentId: 'a', amountCents: 6000, currency: 'EUR' as const, connectedAccountId: null, feeCents: 0 };
async function held(number = '4242424242424242', change: { connectedAccountId?: string; feeCents?: number } = {}) {
  const saved = await savedCard(number);
  const moved = await cards.holdSavedCard({ ...saved, operationId: newOperation(), ...whole, ...change });
  if (moved.kind !== 'done') throw new Error(moved.why);
  return moved.intentId;
}

describe('money set aside', () => {
  test('dies at the bank after seven days', async () => {
    const intentId = await held();
    clock.moveTo(new Date(clock.now().getTime() + 7 * 24 * 3_600_000 + 1000));
    expect(await cards.takeHold({ operationId: `take-${intentId}`, intentId, amountCents: 6000, feeCents: 0 })).toEqual({ kind: 'gone' });
  });

  test('the platform keeps its part of what is taken, not of what was set aside', async () => {
    const intentId = await held('4242424242424242', { connectedAccountId: 'acct_demo2', feeCents: 600 });
    await cards.takeHold({ operationId: `take-${intentId}`, intentId, amountCents: 3000, feeCents: 300 });
    expect((await sdk.paymentIntents.retrieve(intentId)).application_fee_amount).toBe(300);
  });

  test('a page sets it aside with the customer there, and keeps the card', async () => {
    const { checkoutId, url } = await cards.openCheckout(request({ kind: 'hold' }));
    const bank = await press(url, typed('4000002760003184'));
    await press(`${stripe.url}${bank.location}`, { answer: 'approve' });
    const state = await cards.readCheckout(checkoutId);
    expect(state).toMatchObject({ kind: 'hold', status: 'done' });
    expect(state.customerId).toMatch(/^cus_/);
    expect(await cards.readMoney(state.intentId ?? '')).toMatchObject({ status: 'held' });
  });
});

describe('what happens elsewhere', () => {
  test('a dispute is told, and how it ends', async () => {
    const { checkoutId, url } = await cards.openCheckout(request());
    await press(url, typed('4000000000000259'));
    const { intentId } = await cards.readCheckout(checkoutId);
    const told = (await cards.eventsSince(new Date(0))).find(({ type }) => type === 'charge.dispute.created');
    if (told?.about?.kind !== 'dispute') throw new Error('no dispute was told');
    const { disputeId } = told.about;
    expect(await cards.readDispute(disputeId)).toMatchObject({ intentId, status: 'open', amountCents: 6000, currency: 'EUR' });
    await sdk.disputes.close(disputeId);
    expect(await cards.readDispute(disputeId)).toMatchObject({ status: 'lost' });
    expect(await cards.readDispute('du_nobody')).toBeNull();
  });

  test('a refund made on the provider’s own pages is seen', async () => {
    const { checkoutId, url } = await cards.openCheckout(request());
    await press(url, typed('4242424242424242'));
    const { intentId } = await cards.readCheckout(checkoutId);
    await sdk.refunds.create({ payment_intent: intentId ?? '', amount: 1000 });
    expect(await cards.readMoney(intentId ?? '')).toMatchObject({ status: 'taken', takenCents: 6000, refundedCents: 1000 });
  });

  test('what no webhook told can be listed, the oldest first, page after page', async () => {
    const since = clock.now();
    stripe.webhooks.sendTo(null);
    const ids: string[] = [];
    for (let count = 0; count < 120; count++) {
      const { checkoutId } = await cards.openCheckout(request());
      await cards.expireCheckout(checkoutId);
      ids.push(checkoutId);
    }
    const told = (await cards.eventsSince(since)).filter(({ type }) => type === 'checkout.session.expired');
    const listed = told.flatMap(({ about }) => (about?.kind === 'checkout' ? [about.checkoutId] : []));
    expect(listed.filter((id) => ids.includes(id))).toEqual(ids);
  });
});
