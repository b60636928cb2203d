import type { Booker, ChargeWhen, Confirmation, PaymentFact, Prepayment } from './appointment.ts';

/** How a booking begins; what comes of the card later never moves the appointment (Y3). */
export interface PrepaymentPlan {
  /** The booking is done only when the card step is (B4). */
  cardIsPartOfBooking: boolean;
  /** The patient is asked for a card beside a booking that stands without it (Y2). */
  askForCard: boolean;
  confirmation: Confirmation;
  payment: PaymentFact;
  /** Page and messages say how to pay the practice. */
  howToPayShown: boolean;
}
export type CheckoutKind = 'charge' | 'card';
export type CheckoutOutcome = 'open' | 'done' | 'failed' | 'expired';
export type CancelledBy = Booker | 'system';

const nothingToPay: PrepaymentPlan = {
  cardIsPartOfBooking: false,
  askForCard: false,
  confirmation: 'not_required',
  payment: 'none',
  howToPayShown: false,
};
const payThePractice: PrepaymentPlan = { ...nothingToPay, payment: 'due', howToPayShown: true };
const cardFirst: PrepaymentPlan = { ...nothingToPay, cardIsPartOfBooking: true, payment: 'due' };
const cardWhenTheyLike: PrepaymentPlan = { ...nothingToPay, askForCard: true, confirmation: 'requested', payment: 'due' };

/** The table of product.md, "Prepayment": Y1 is practice × other, Y2 practice × stripe. */
const plans: Record<Booker, Record<Prepayment, PrepaymentPlan>> = {
  patient: { off: nothingToPay, other: payThePractice, stripe: cardFirst },
  specialist: { off: nothingToPay, other: payThePractice, stripe: cardWhenTheyLike },
  assistant: { off: nothingToPay, other: payThePractice, stripe: cardWhenTheyLike },
};

/** What a booking asks of the patient (Y1, Y2). The same for both modalities; a price of 0 asks nothing. */
export function prepaymentPlan(booking: {
  bookedBy: Booker;
  prepayment: Prepayment;
  chargeWhen: ChargeWhen;
  priceCents: number;
}): PrepaymentPlan {
  return booking.priceCents === 0 ? nothingToPay : plans[booking.bookedBy][booking.prepayment];
}

/** Is the price taken on the card page, or the card only saved (Y4)? */
export function checkoutKind(chargeWhen: ChargeWhen): CheckoutKind {
  return chargeWhen === 'at_booking' ? 'charge' : 'card';
}

/** The payment fact after news of a card page, right in any order of the news (Y5). */
export function paymentAfterCheckout(news: { before: PaymentFact; kind: CheckoutKind; outcome: CheckoutOutcome }): PaymentFact {
  const { before, kind, outcome } = news;
  if (before === 'refunded' || before === 'paid') return before;
  if (outcome === 'done') return kind === 'charge' ? 'paid' : 'guaranteed';
  return outcome === 'failed' && before !== 'guaranteed' ? 'failed' : before;
}

/** Only a finished card step confirms; refusal, failure and silence leave it as it was (Y3). */
export function confirmationAfterCheckout(before: Confirmation, outcome: CheckoutOutcome): Confirmation {
  return before === 'requested' && outcome === 'done' ? 'given' : before;
}

/**
 * What a cancellation costs, shown before pressing (B5, Y4). `keepCents`: kept of what was paid or taken from the
 * saved card; `giveBackCents`: of what was paid. Exactly at the cut-off it is still free.
 */
export function cancellationCost(cancellation: {
  startsAt: Date;
  now: Date;
  cutoffHours: number;
  lateFeeCents: number;
  priceCents: number;
  prepayment: Prepayment;
  cancelledBy: CancelledBy;
  payment: PaymentFact;
}): { keepCents: number; giveBackCents: number } {
  const { startsAt, now, cutoffHours, lateFeeCents, priceCents, prepayment, cancelledBy, payment } = cancellation;
  if (prepayment !== 'stripe' || (payment !== 'paid' && payment !== 'guaranteed')) return { keepCents: 0, giveBackCents: 0 };
  const late = now.getTime() > startsAt.getTime() - cutoffHours * 3_600_000;
  const keepCents = late && cancelledBy === 'patient' ? Math.min(Math.max(0, lateFeeCents), priceCents) : 0;
  return { keepCents, giveBackCents: payment === 'paid' ? priceCents - keepCents : 0 };
}
