import { describe, expect, test } from 'vitest';
import type { CardProvider, CheckoutRequest } from '#ports/cards.ts';

export interface SavedCard {
  customerId: string;
  paymentMethodId: string;
}
/** What any card provider is held to, the stand-in and the real one alike. */
export interface CardsUnderContract {
  cards: CardProvider;
  /** A card that was saved on the provider's page, and what its bank says later: nothing, no, or that it asks its customer. */
  savedCard(bank: 'accepts' | 'declines' | 'asks'): Promise<SavedCard>;
  request(change?: Partial<CheckoutRequest>): CheckoutRequest;
}

const price = { appointmentId: 'a', amountCents: 6000, currency: 'EUR' as const, connectedAccountId: null, feeCents: 0 };
const operation = () => `contract-${crypto.randomUUID()}`;

export function cardsContract({ cards, savedCard, request }: CardsUnderContract): void {
  describe('a page of the provider', () => {
    test('is opened once for one operation, and the same operation for another amount is refused', async () => {
      const asked = request({ operationId: operation() });
      const first = await cards.openCheckout(asked);
      expect(await cards.openCheckout(asked)).toEqual(first);
      await expect(cards.openCheckout({ ...asked, amountCents: 100 })).rejects.toThrow(/idempotent/);
      expect(await cards.readCheckout(first.checkoutId)).toMatchObject({ operationId: asked.operationId, status: 'open' });
    });

    test('that we end is over, ending it again changes nothing, and the list of events tells it', async () => {
      const since = new Date(Date.now() - 60_000);
      const { checkoutId } = await cards.openCheckout(request({ operationId: operation() }));
      await cards.expireCheckout(checkoutId);
      await cards.expireCheckout(checkoutId);
      expect(await cards.readCheckout(checkoutId)).toMatchObject({ status: 'expired', intentId: null });
      await expect.poll(async () => (await cards.eventsSince(since)).some(({ about }) => about?.kind === 'checkout' && about.checkoutId === checkoutId)).toBe(true);
    });

    test('that it does not know is over, money that it does not know is none', async () => {
      expect(await cards.readCheckout('cs_test_nobody')).toMatchObject({ status: 'expired' });
      expect(await cards.readMoney('pi_nobody')).toBeNull();
    });
  });

  describe('a saved card', () => {
    test('is charged once per operation and given back in parts, never more than was taken', async () => {
      const charge = { ...(await savedCard('accepts')), ...price, operationId: operation() };
      const first = await cards.chargeSavedCard(charge);
      expect(await cards.chargeSavedCard(charge)).toEqual(first);
      const intentId = first.kind === 'done' ? first.intentId : '';
      const part = { operationId: operation(), intentId, amountCents: 2000 };
      expect(await cards.refund(part)).toEqual({ kind: 'done', intentId });
      expect(await cards.refund(part)).toEqual({ kind: 'done', intentId });
      await expect(cards.refund({ operationId: operation(), intentId, amountCents: 4001 })).rejects.toThrow();
      expect(await cards.readMoney(intentId)).toMatchObject({ status: 'taken', takenCents: 6000, refundedCents: 2000 });
    });

    test.each([
      ['declines', 'generic_decline'],
      ['asks', 'authentication_required'],
    ] as const)('whose bank %s can neither be charged nor be held: %s', async (bank, why) => {
      const saved = await savedCard(bank);
      expect(await cards.chargeSavedCard({ ...saved, ...price, operationId: operation() })).toEqual({ kind: 'failed', why });
      expect(await cards.holdSavedCard({ ...saved, ...price, operationId: operation() })).toEqual({ kind: 'failed', why });
    });
  });

  describe('money set aside', () => {
    async function held(): Promise<string> {
      const moved = await cards.holdSavedCard({ ...(await savedCard('accepts')), ...price, operationId: operation() });
      if (moved.kind !== 'done') throw new Error(moved.why);
      return moved.intentId;
    }

    test('is taken in part, once, and the rest is let go', async () => {
      const intentId = await held();
      expect(await cards.readMoney(intentId)).toMatchObject({ status: 'held', takenCents: 0 });
      const part = { operationId: operation(), intentId, amountCents: 4500, feeCents: 0 };
      expect(await cards.takeHold(part)).toEqual({ kind: 'done', takenCents: 4500 });
      expect(await cards.takeHold(part)).toEqual({ kind: 'done', takenCents: 4500 });
      expect(await cards.takeHold({ ...part, operationId: operation() })).toEqual({ kind: 'done', takenCents: 4500 });
      expect(await cards.releaseHold({ operationId: operation(), intentId })).toMatchObject({ status: 'taken', takenCents: 4500 });
    });

    test('let go cannot be taken any more', async () => {
      const intentId = await held();
      expect(await cards.releaseHold({ operationId: operation(), intentId })).toMatchObject({ status: 'gone' });
      expect(await cards.takeHold({ operationId: operation(), intentId, amountCents: 100, feeCents: 0 })).toEqual({ kind: 'gone' });
    });
  });

  test('an event that the provider did not sign is nothing', () => {
    expect(cards.readEvent('{"id":"evt_1","object":"event"}', 't=1,v1=00')).toBeNull();
  });
}
