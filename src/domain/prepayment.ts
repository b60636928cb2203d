import type { AppointmentStatus, Booker, ChargeWhen, Confirmation, PaymentFact, Prepayment } from './appointment.ts';

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
/** `charge`: the price is taken on the page; `card`: it is saved; `hold`: saved, and the price set aside on it (Y4). */
export type CheckoutKind = 'charge' | 'card' | 'hold';
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

/** So long before the hour the price is set aside on the card: early enough for another card, late enough to last (Y4). */
const HOLD_HOURS_BEFORE = 48;
/** Banks let go of it after 7 days; ours ends before theirs does. */
const HOLD_LASTS_HOURS = 7 * 24 - 12;

/**
 * What the card page is for (Y4): the price at once; a card alone while the hour is far off; near it the price is also set
 * aside, so that a bank that asks its customer does so now; what the bank refused afterwards is paid there.
 */
export function checkoutKind(question: {
  chargeWhen: ChargeWhen;
  status: AppointmentStatus;
  startsAt: Date;
  now: Date;
}): CheckoutKind {
  const over = question.status === 'completed' || question.status === 'no_show';
  if (question.chargeWhen === 'at_booking' || over) return 'charge';
  return question.now < holdOpensAt(question.startsAt) ? 'card' : 'hold';
}

/** From when the price of a saved card is set aside. */
export function holdOpensAt(startsAt: Date): Date {
  return new Date(startsAt.getTime() - HOLD_HOURS_BEFORE * 3_600_000);
}

/** Until when what was set aside can be counted on. */
export function holdLastsUntil(heldAt: Date): Date {
  return new Date(heldAt.getTime() + HOLD_LASTS_HOURS * 3_600_000);
}

/** Does what was set aside still serve the hour it was moved to? Otherwise it is let go and set aside anew (Y4). */
export function holdServes(hold: { heldUntil: Date; startsAt: Date; now: Date; takeAfterHours: number }): boolean {
  const taken = hold.startsAt.getTime() + (hold.takeAfterHours + 24) * 3_600_000;
  return hold.now >= holdOpensAt(hold.startsAt) && taken <= hold.heldUntil.getTime();
}

/** What may be taken of an appointment: the price once it took place, the late fee after an absence, never more than was published (Y4). */
export function mostToTake(terms: { status: AppointmentStatus; priceCents: number; lateFeeCents: number }): number {
  if (terms.status === 'completed') return terms.priceCents;
  return terms.status === 'no_show' ? Math.min(terms.lateFeeCents, terms.priceCents) : 0;
}

/** What the platform keeps of an amount, in cents, rounded down: 250 basis points of 55 € are 1,37 €. */
export function platformFee(amountCents: number, basisPoints: number): number {
  return Math.floor((amountCents * basisPoints) / 10_000);
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
