import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cancelAppointment } from '#features/booking/change.server.ts';
import { cardNumbers, guest, hour, monday, pay, startCardClinic } from '../../../tests/world/card-clinic.ts';
import { takeAmount } from './amount.server.ts';
import { giveBack } from './refund.server.ts';

const clinic = await startCardClinic();
const { test, world, stripe, here, settle, practiceWith, bookedByPractice, page, row, payments, complete } = clinic;
afterEach(clinic.calmDown);
afterAll(clinic.stop);

const price = 5500;
const lateFee = 2500;
const steps = [
  'pay', 'pay-declined', 'pay-declined-later', 'pay-asks-again', 'events', 'outage', 'lost-reply', 'calm', 'due', 'an-hour', 'a-day', 'to-the-eve',
  'take-part', 'take-all', 'take-too-much', 'take-nothing', 'give-back-part', 'give-back-all', 'patient-cancels', 'practice-cancels', 'complete',
] as const;
type Step = (typeof steps)[number];
const numbers: Partial<Record<Step, string>> = {
  pay: cardNumbers.good,
  'pay-declined': cardNumbers.declined,
  'pay-declined-later': cardNumbers.declinedLater,
  'pay-asks-again': cardNumbers.asksAgain,
};

/** What of this appointment's money is with the practice or the platform now. */
async function kept(appointmentId: string): Promise<number> {
  const rows = await payments(appointmentId);
  return rows.reduce((sum, one) => sum + (one.kind === 'charge' && one.settled_at && ['done', 'refunded'].includes(one.status) ? one.amount_cents - one.refunded_cents : 0), 0);
}

/** One history of one appointment, and what has to hold after every step of it (Y1–Y5, quality 70). */
async function live(script: readonly Step[], startsAt: Date): Promise<void> {
  test.clock.moveTo(monday);
  const appointmentId = await bookedByPractice(startsAt);
  const { actor } = here();
  let ended: 'cancelled' | 'completed' | null = null;
  let most = price;
  const cancel = async (by: typeof actor | ReturnType<typeof guest>) => {
    const before = test.clock.now();
    const done = await cancelAppointment(world, by, { appointmentId, expectedCostCents: price });
    if (!done.ok) return;
    ended = 'cancelled';
    const late = startsAt.getTime() - before.getTime() < 24 * hour;
    most = by.kind === 'guest' && late ? lateFee : 0;
  };
  const take = (amountCents: number) => takeAmount(world, actor, { appointmentId, amountCents });
  const back = (amountCents: number) => giveBack(world, actor, { appointmentId, amountCents });
  const later = (ms: number) => test.clock.moveTo(new Date(test.clock.now().getTime() + ms));

  for (const step of script) {
    const number = numbers[step];
    if (number) {
      const opened = await page(appointmentId).catch(() => null);
      if (opened) await pay(opened.url, number).catch(() => null);
    }
    if (step === 'events') await stripe.flush();
    if (step === 'outage') await stripe.fault('broken');
    if (step === 'lost-reply') await stripe.fault('drop-reply');
    if (step === 'calm') await stripe.fault(null);
    if (step === 'due') await test.runDue().catch(() => {});
    if (step === 'an-hour') later(hour);
    if (step === 'a-day') later(24 * hour);
    if (step === 'to-the-eve' && test.clock.now() < new Date(startsAt.getTime() - 2 * hour)) test.clock.moveTo(new Date(startsAt.getTime() - 2 * hour));
    if (step === 'take-part') await take(3000);
    if (step === 'take-all') await take(price);
    if (step === 'take-too-much') expect(await take(price + 1)).toMatchObject({ ok: false });
    if (step === 'take-nothing') await take(0);
    if (step === 'give-back-part') await back(1000);
    if (step === 'give-back-all') await back(price);
    if (step === 'patient-cancels') await cancel(guest(appointmentId));
    if (step === 'practice-cancels') await cancel(actor);
    if (step === 'complete' && ended === null && test.clock.now() < startsAt) {
      await complete(appointmentId);
      ended = 'completed';
    }
    // Nothing but a person's cancelling and the consultation itself moves it, whatever cards, bank and clock do (F11, Y3).
    expect((await row(appointmentId)).status).toBe(ended ?? 'booked');
    expect(await kept(appointmentId)).toBeLessThanOrEqual(price);
  }
  await clinic.calmDown();
  for (const ms of [0, 11 * 60_000, hour, 26 * hour]) {
    later(ms);
    await settle();
  }
  expect((await row(appointmentId)).status).toBe(ended ?? 'booked');
  expect(await kept(appointmentId)).toBeLessThanOrEqual(most);
  if (ended === null) await cancelAppointment(world, actor, { appointmentId, expectedCostCents: price });
}

describe.each(['after', 'at_booking'] as const)('any history of a card charged %s', (chargeWhen) => {
  beforeAll(() => practiceWith({ chargeWhen }));

  it('moves no appointment, takes no more than the price, and keeps nothing of a timely cancellation', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...steps), { maxLength: 12 }), async (script) => {
        // A practice has so many hours in a week; what took place stays in its agenda.
        if (run > 0 && run % 60 === 0) await practiceWith({ chargeWhen });
        const startsAt = new Date(Date.parse('2026-11-30T09:00:00+01:00') + (run % 5) * 24 * hour + (Math.floor(run / 5) % 12) * (2 / 3) * hour);
        run += 1;
        await live(script, startsAt);
      }),
      { numRuns: process.env['PROVE'] ? 5000 : 8, seed: 20261123 },
    );
  }, 3_600_000);
});
