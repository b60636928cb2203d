import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cancelAppointment } from '#features/booking/change.server.ts';
import { cardNumbers, guest, hour, monday, pay, startCardClinic } from '../../../tests/world/card-clinic.ts';
import { takeAmount } from './amount.server.ts';
import { openCheckoutFor } from './checkout.server.ts';
import { settleCheckout } from './settle.server.ts';

const clinic = await startCardClinic();
const { test, world, stripe, here, settle, practiceWith, bookedByPractice, urls, page, row, payments, complete, moveBy } = clinic;
beforeEach(() => test.clock.moveTo(monday));
afterEach(clinic.calmDown);
afterAll(clinic.stop);

describe('Y2 and Y3: booked by the practice, the card asked for beside it', () => {
  beforeAll(() => practiceWith({ chargeWhen: 'after' }));

  it('confirms with the card, and nothing is taken that day', async () => {
    const appointmentId = await bookedByPractice();
    await pay((await page(appointmentId)).url);
    await settle();
    expect(await row(appointmentId)).toMatchObject({ status: 'booked', confirmation: 'given', payment: 'guaranteed' });
    expect(await openCheckoutFor(world, guest(appointmentId), urls(appointmentId))).toMatchObject({
      kind: 'payment-not-possible',
    });
  });

  it('stays booked when the bank refuses the card, and the next card still counts', async () => {
    const appointmentId = await bookedByPractice();
    const { url, paymentId } = await page(appointmentId);
    await pay(url, cardNumbers.declined);
    const [payment] = await payments(appointmentId);
    expect(await settleCheckout(world, payment?.checkout_id ?? '')).toBe('failed');
    expect(await row(appointmentId)).toMatchObject({ status: 'booked', confirmation: 'requested', payment: 'failed' });
    await pay(url);
    await settle();
    expect(await row(appointmentId)).toMatchObject({ status: 'booked', confirmation: 'given', payment: 'guaranteed' });
    expect((await payments(appointmentId)).map((one) => one.id)).toEqual([paymentId]);
  });

  it('never moves out of booked, whatever the card, the provider and the clock do', async () => {
    const steps = ['open', 'pay', 'decline', 'webhooks', 'outage', 'calm', 'expire', 'silence', 'ask'] as const;
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...steps), { maxLength: 8 }), async (script) => {
        test.clock.moveTo(monday);
        run += 1;
        const appointmentId = await bookedByPractice(new Date(Date.parse('2026-11-30T09:00:00+01:00') + (run % 5) * 24 * hour));
        let url: string | null = null;
        for (const step of script) {
          if (step === 'open')
            url = await page(appointmentId).then(
              (opened) => opened.url,
              () => url,
            );
          if (step === 'pay' && url) await pay(url);
          if (step === 'decline' && url) await pay(url, cardNumbers.declined);
          if (step === 'webhooks') await stripe.flush();
          if (step === 'outage') await stripe.fault('broken');
          if (step === 'calm') await stripe.fault(null);
          if (step === 'expire')
            for (const one of await payments(appointmentId))
              if (one.checkout_id) await world.cards.expireCheckout(one.checkout_id).catch(() => {});
          if (step === 'silence') test.clock.moveTo(new Date(test.clock.now().getTime() + 26 * hour));
          if (step === 'ask')
            for (const one of await payments(appointmentId))
              if (one.checkout_id) await settleCheckout(world, one.checkout_id).catch(() => {});
          expect((await row(appointmentId)).status).toBe('booked');
        }
        await stripe.fault(null);
        await settle();
        expect((await row(appointmentId)).status).toBe('booked');
        await cancelAppointment(world, here().actor, { appointmentId, expectedCostCents: 0 });
      }),
      { numRuns: process.env['PROVE'] ? 1000 : 40, seed: 20261126 },
    );
  }, 3_600_000);
});

describe('Y4: charged after the consultation', () => {
  beforeEach(() => practiceWith({ chargeWhen: 'after' }));

  async function withCard(number = cardNumbers.good): Promise<string> {
    const appointmentId = await bookedByPractice();
    await pay((await page(appointmentId)).url, number);
    await settle();
    return appointmentId;
  }

  it('takes the price by itself a day after a consultation that took place, once', async () => {
    const appointmentId = await withCard();
    await complete(appointmentId);
    await moveBy(23 * hour);
    expect(await row(appointmentId)).toMatchObject({ payment: 'guaranteed' });
    await moveBy(2 * hour);
    await moveBy(48 * hour);
    expect(await row(appointmentId)).toMatchObject({ status: 'completed', payment: 'paid' });
    expect((await payments(appointmentId)).filter((one) => one.kind === 'charge')).toMatchObject([
      { status: 'done', amount_cents: 5500 },
    ]);
  });

  it('takes the part the specialist says, never more than the price, and then nothing by itself', async () => {
    const appointmentId = await withCard();
    expect(await takeAmount(world, here().actor, { appointmentId, amountCents: 3000 })).toMatchObject({
      kind: 'payment-not-possible',
    });
    await complete(appointmentId);
    expect(await takeAmount(world, here().actor, { appointmentId, amountCents: 5501 })).toMatchObject({ kind: 'price-invalid' });
    expect(await takeAmount(world, guest(appointmentId), { appointmentId, amountCents: 3000 })).toMatchObject({
      kind: 'not-allowed',
    });
    expect(await takeAmount(world, here().actor, { appointmentId, amountCents: 3000 })).toMatchObject({ ok: true });
    expect(await takeAmount(world, here().actor, { appointmentId, amountCents: 3000 })).toMatchObject({
      kind: 'payment-not-possible',
    });
    await moveBy(72 * hour);
    expect(await row(appointmentId)).toMatchObject({ payment: 'paid' });
    expect((await payments(appointmentId)).filter((one) => one.kind === 'charge')).toMatchObject([
      { amount_cents: 3000, status: 'done' },
    ]);
  });

  it('takes nothing where the specialist says so', async () => {
    const appointmentId = await withCard();
    await complete(appointmentId);
    expect(await takeAmount(world, here().actor, { appointmentId, amountCents: 0 })).toMatchObject({ ok: true });
    await moveBy(72 * hour);
    expect(await row(appointmentId)).toMatchObject({ payment: 'none' });
  });

  it('says that the bank refused later, and the consultation stays completed', async () => {
    const appointmentId = await withCard(cardNumbers.declinedLater);
    await complete(appointmentId);
    await moveBy(25 * hour);
    expect(await row(appointmentId)).toMatchObject({ status: 'completed', payment: 'failed' });
  });

  it('finds a charge whose call was lost again, and takes it once', async () => {
    const appointmentId = await withCard();
    await complete(appointmentId);
    await stripe.fault('drop-reply');
    await moveBy(25 * hour);
    await stripe.fault(null);
    await moveBy(6 * 60_000);
    await test.runDue();
    expect((await payments(appointmentId)).filter((one) => one.kind === 'charge')).toMatchObject([
      { status: 'done', amount_cents: 5500 },
    ]);
    expect(await row(appointmentId)).toMatchObject({ payment: 'paid' });
  });

  it('takes the late fee from the saved card when the patient cancels late', async () => {
    const appointmentId = await withCard();
    const { starts_at } = await row(appointmentId);
    test.clock.moveTo(new Date(starts_at.getTime() - hour));
    expect(await cancelAppointment(world, guest(appointmentId), { appointmentId, expectedCostCents: 2500 })).toMatchObject({
      ok: true,
    });
    await settle();
    expect((await payments(appointmentId)).filter((one) => one.kind === 'charge')).toMatchObject([
      { status: 'done', amount_cents: 2500 },
    ]);
  });
});
