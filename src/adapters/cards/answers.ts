import Stripe from 'stripe';
import type { CardMove, Destination } from '#ports/cards.ts';

/** What Stripe has, or null where it knows of no such thing. */
export async function known<Thing>(ask: () => Promise<Thing>): Promise<Thing | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing') return null;
    throw error;
  }
}

/** What the card or its bank refuses is an outcome, and so is a card that is no longer there; all else throws. */
export async function cardMove<Move>(move: () => Promise<Move>): Promise<Move | Extract<CardMove, { kind: 'failed' }>> {
  try {
    return await move();
  } catch (error) {
    if (error instanceof Stripe.errors.StripeCardError)
      return { kind: 'failed', why: error.decline_code ?? error.code ?? 'card_declined' };
    if (error instanceof Stripe.errors.StripeInvalidRequestError && lostCauses.has(error.code ?? '')) {
      return { kind: 'failed', why: error.code ?? 'refused' };
    }
    throw error;
  }
}
const lostCauses = new Set([
  'resource_missing',
  'charge_already_refunded',
  'payment_method_unexpected_state',
  'payment_intent_unexpected_state',
]);

/** The intent is in another state than the call needs: somebody was faster, or the bank let go. */
export function isOvertaken(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'payment_intent_unexpected_state';
}

/** The money goes to the specialist, who is also the merchant of the charge; the platform's part stays behind. */
export function forAccount({ connectedAccountId, feeCents }: Destination) {
  if (!connectedAccountId) return {};
  return {
    on_behalf_of: connectedAccountId,
    transfer_data: { destination: connectedAccountId },
    ...(feeCents > 0 ? { application_fee_amount: feeCents } : {}),
  };
}

export function idOf(reference: string | { id: string } | null | undefined): string | null {
  return typeof reference === 'string' ? reference : (reference?.id ?? null);
}

/** Stripe's currencies are lower case and many; ours are two. */
export function currencyOf(code: string): 'EUR' | 'MXN' {
  const currency = code.toUpperCase();
  if (currency !== 'EUR' && currency !== 'MXN') throw new RangeError(`a currency that nothing here is priced in: ${code}`);
  return currency;
}
