import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AppointmentStatus, Booker, ChargeWhen, PaymentFact, Prepayment } from './appointment.ts';
import {
  cancellationCost,
  checkoutKind,
  holdLastsUntil,
  holdServes,
  mostToTake,
  platformFee,
  confirmationAfterCheckout,
  paymentAfterCheckout,
  prepaymentPlan,
  type CancelledBy,
  type CheckoutKind,
  type CheckoutOutcome,
} from './prepayment.ts';

const bookers: Booker[] = ['patient', 'specialist', 'assistant'];
const prepayments: Prepayment[] = ['off', 'stripe', 'other'];
const facts: PaymentFact[] = ['none', 'due', 'guaranteed', 'paid', 'refunded', 'failed'];
const kinds: CheckoutKind[] = ['charge', 'card', 'hold'];
const outcomes: CheckoutOutcome[] = ['open', 'done', 'failed', 'expired'];
const paid = { chargeWhen: 'at_booking' as const, priceCents: 5500 };

describe('what a booking asks of the patient', () => {
  test.each<[string, Booker, Prepayment, ReturnType<typeof prepaymentPlan>]>([
    ['a patient without prepayment: nothing', 'patient', 'off', plan(false, false, 'not_required', 'none', false)],
    ['a specialist without prepayment: nothing', 'specialist', 'off', plan(false, false, 'not_required', 'none', false)],
    [
      'Y1 a specialist with prepayment outside Stripe: nothing to confirm',
      'specialist',
      'other',
      plan(false, false, 'not_required', 'due', true),
    ],
    [
      'Y2 a specialist with Stripe: a card, beside the booking',
      'specialist',
      'stripe',
      plan(false, true, 'requested', 'due', false),
    ],
    ['an assistant is the specialist here', 'assistant', 'stripe', plan(false, true, 'requested', 'due', false)],
    [
      'a patient outside Stripe: booked at once, told how to pay',
      'patient',
      'other',
      plan(false, false, 'not_required', 'due', true),
    ],
    ['a patient with Stripe: the card is part of booking', 'patient', 'stripe', plan(true, false, 'not_required', 'due', false)],
  ])('%s', (_, bookedBy, prepayment, expected) => {
    expect(prepaymentPlan({ bookedBy, prepayment, ...paid })).toEqual(expected);
  });

  test('a price of 0 asks nothing of anybody', () => {
    for (const bookedBy of bookers) {
      for (const prepayment of prepayments) {
        expect(prepaymentPlan({ bookedBy, prepayment, ...paid, priceCents: 0 })).toEqual(
          plan(false, false, 'not_required', 'none', false),
        );
      }
    }
  });

  test('only a patient’s own booking ever waits for a card', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...bookers),
        fc.constantFrom(...prepayments),
        fc.constantFrom<ChargeWhen>('at_booking', 'after'),
        fc.nat(1_000_000),
        (bookedBy, prepayment, chargeWhen, priceCents) => {
          const asked = prepaymentPlan({ bookedBy, prepayment, chargeWhen, priceCents });
          if (asked.cardIsPartOfBooking) expect([bookedBy, prepayment]).toEqual(['patient', 'stripe']);
          expect(asked.confirmation === 'requested').toBe(asked.askForCard);
          expect(asked.askForCard && asked.cardIsPartOfBooking).toBe(false);
          if (prepayment !== 'stripe') expect(asked.askForCard || asked.cardIsPartOfBooking).toBe(false);
        },
      ),
      { numRuns: 500, seed: 11 },
    );
  });
});

describe('news of the card', () => {
  test.each<[string, ChargeWhen, AppointmentStatus, number, CheckoutKind]>([
    ['charged at booking: the price, whenever', 'at_booking', 'held', 300, 'charge'],
    ['charged at booking, near the hour too', 'at_booking', 'booked', 2, 'charge'],
    ['charged after, far off: the card alone', 'after', 'held', 49, 'card'],
    ['charged after, within 48 hours: set aside as well', 'after', 'booked', 48, 'hold'],
    ['what the bank refused afterwards is paid', 'after', 'completed', -30, 'charge'],
    ['so is a late fee after an absence', 'after', 'no_show', -30, 'charge'],
  ])('%s', (_, chargeWhen, status, hoursAhead, kind) => {
    const now = new Date('2026-11-23T08:00:00Z');
    const startsAt = new Date(now.getTime() + hoursAhead * 3_600_000);
    expect(checkoutKind({ chargeWhen, status, startsAt, now })).toBe(kind);
  });

  test.each<[string, number, number, boolean]>([
    ['the same hour: it stands', 40, 24, true],
    ['moved two days on, still within the window of 48 hours', 47, 24, true],
    ['moved out of the window: let go, set aside anew later', 60, 24, false],
    ['taken only after three days: it would not last', 47, 72, true],
  ])('what is set aside and then moved: %s', (_, hoursAhead, takeAfterHours, serves) => {
    const now = new Date('2026-11-23T08:00:00Z');
    const startsAt = new Date(now.getTime() + hoursAhead * 3_600_000);
    expect(holdServes({ heldUntil: holdLastsUntil(now), startsAt, now, takeAfterHours })).toBe(serves);
    expect(holdServes({ heldUntil: now, startsAt, now, takeAfterHours })).toBe(false);
  });

  test.each<[AppointmentStatus, number]>([
    ['booked', 0],
    ['in_progress', 0],
    ['completed', 5500],
    ['no_show', 2500],
    ['cancelled', 0],
    ['held', 0],
  ])('of an appointment that is %s at most %i cents are taken', (status, most) => {
    expect(mostToTake({ status, priceCents: 5500, lateFeeCents: 2500 })).toBe(most);
    expect(mostToTake({ status, priceCents: 2000, lateFeeCents: 2500 })).toBe(Math.min(most, 2000));
  });

  test('the platform keeps its part, never a cent of rounding more', () => {
    expect([platformFee(5500, 250), platformFee(5500, 0), platformFee(1, 250), platformFee(10_000, 3000)]).toEqual([137, 0, 0, 3000]);
  });

  test.each<[PaymentFact, CheckoutKind, CheckoutOutcome, PaymentFact]>([
    ['due', 'charge', 'done', 'paid'],
    ['due', 'card', 'done', 'guaranteed'],
    ['failed', 'hold', 'done', 'guaranteed'],
    ['guaranteed', 'hold', 'failed', 'guaranteed'],
    ['due', 'charge', 'failed', 'failed'],
    ['due', 'charge', 'expired', 'due'],
    ['due', 'card', 'open', 'due'],
    ['failed', 'charge', 'done', 'paid'],
    ['paid', 'charge', 'failed', 'paid'],
    ['guaranteed', 'card', 'failed', 'guaranteed'],
    ['guaranteed', 'charge', 'done', 'paid'],
    ['refunded', 'charge', 'done', 'refunded'],
  ])('%s, then a %s page is %s: %s', (before, kind, outcome, after) => {
    expect(paymentAfterCheckout({ before, kind, outcome })).toBe(after);
  });

  test('only a finished card step confirms (Y3)', () => {
    expect(outcomes.map((outcome) => confirmationAfterCheckout('requested', outcome))).toEqual([
      'requested',
      'given',
      'requested',
      'requested',
    ]);
    expect(outcomes.map((outcome) => confirmationAfterCheckout('given', outcome))).toEqual(['given', 'given', 'given', 'given']);
    expect(confirmationAfterCheckout('not_required', 'done')).toBe('not_required');
  });

  test('once the money is there, or given back, no late or repeated news takes that away', () => {
    const news = fc.record({ kind: fc.constantFrom(...kinds), outcome: fc.constantFrom(...outcomes) });
    fc.assert(
      fc.property(fc.constantFrom<PaymentFact>('paid', 'refunded'), fc.array(news), (before, all) => {
        expect(all.reduce<PaymentFact>((fact, one) => paymentAfterCheckout({ before: fact, ...one }), before)).toBe(before);
      }),
      { numRuns: 300, seed: 12 },
    );
  });
});

describe('what a cancellation costs', () => {
  const startsAt = new Date('2026-11-26T17:40:00Z');
  const before = (hours: number) => new Date(startsAt.getTime() - hours * 3_600_000);
  const late = {
    startsAt,
    now: before(2),
    cutoffHours: 24,
    lateFeeCents: 2500,
    priceCents: 5500,
    prepayment: 'stripe' as const,
    cancelledBy: 'patient' as const,
    payment: 'paid' as const,
  };
  test.each<[string, Partial<Parameters<typeof cancellationCost>[0]>, number, number]>([
    ['late and paid: the fee is kept, the rest given back', {}, 2500, 3000],
    ['late with a saved card: the fee is taken from it', { payment: 'guaranteed' }, 2500, 0],
    ['in time and paid: all is given back', { now: before(25) }, 0, 5500],
    ['exactly at the cut-off it is still in time', { now: before(24) }, 0, 5500],
    ['a second later it is not', { now: new Date(before(24).getTime() + 1000) }, 2500, 3000],
    ['in time with a saved card: nothing', { now: before(25), payment: 'guaranteed' }, 0, 0],
    ['the specialist cancels: all back, however late', { cancelledBy: 'specialist' }, 0, 5500],
    ['the assistant likewise', { cancelledBy: 'assistant' }, 0, 5500],
    ['a fee above the price stops at the price', { lateFeeCents: 9900 }, 5500, 0],
    ['terms without a fee cost nothing', { lateFeeCents: 0 }, 0, 5500],
    ['nothing without Stripe', { prepayment: 'other', payment: 'due' }, 0, 0],
    ['nothing where no card was ever given', { payment: 'due' }, 0, 0],
    ['nothing where the card failed', { payment: 'failed' }, 0, 0],
    ['nothing a second time', { payment: 'refunded' }, 0, 0],
  ])('%s', (_, changes, keepCents, giveBackCents) => {
    expect(cancellationCost({ ...late, ...changes })).toEqual({ keepCents, giveBackCents });
  });

  test('never more than the price, and what was paid is kept or given back to the cent', () => {
    const case_ = fc.record({
      now: fc.integer({ min: -200, max: 200 }).map(before),
      cutoffHours: fc.nat(168),
      lateFeeCents: fc.nat(100_000),
      priceCents: fc.nat(100_000),
      prepayment: fc.constantFrom(...prepayments),
      cancelledBy: fc.constantFrom<CancelledBy>('patient', 'specialist', 'assistant', 'system'),
      payment: fc.constantFrom(...facts),
    });
    fc.assert(
      fc.property(case_, (one) => {
        const { keepCents, giveBackCents } = cancellationCost({ startsAt, ...one });
        expect(keepCents).toBeGreaterThanOrEqual(0);
        expect(keepCents + giveBackCents).toBeLessThanOrEqual(one.priceCents);
        if (one.cancelledBy !== 'patient' || one.prepayment !== 'stripe') expect(keepCents).toBe(0);
        if (one.prepayment === 'stripe' && one.payment === 'paid') expect(keepCents + giveBackCents).toBe(one.priceCents);
      }),
      { numRuns: 500, seed: 13 },
    );
  });
});

function plan(
  cardIsPartOfBooking: boolean,
  askForCard: boolean,
  confirmation: 'not_required' | 'requested',
  payment: PaymentFact,
  howToPayShown: boolean,
): ReturnType<typeof prepaymentPlan> {
  return { cardIsPartOfBooking, askForCard, confirmation, payment, howToPayShown };
}
