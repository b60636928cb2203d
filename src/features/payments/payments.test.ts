import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Actor } from '#domain/people.ts';
import { lockAgenda } from '#features/booking/agenda-lock.server.ts';
import { cancelAppointment } from '#features/booking/change.server.ts';
import { markOutcome } from '#features/schedule/commands.server.ts';
import { stripeSignature } from '#rehearsal/stripe/webhooks.ts';
import { cardNumbers, guest, hour, monday, pay, startCardClinic } from '../../../tests/world/card-clinic.ts';
import { openCheckoutFor } from './checkout.server.ts';
import { listPayments, paymentLine } from './queries.server.ts';
import { giveBack } from './refund.server.ts';
import { settleCheckout } from './settle.server.ts';

const system: Actor = { kind: 'system', job: 'test' };

const clinic = await startCardClinic();
const { test, world, stripe, here, settle, practiceWith, hold, bookedByPractice, urls, page, row, payments, post, moveBy } =
  clinic;
beforeEach(() => test.clock.moveTo(monday));
afterEach(clinic.calmDown);
afterAll(clinic.stop);

describe('the card as part of booking', () => {
  beforeAll(() => practiceWith({}));

  it('books once the price is paid, and says so once', async () => {
    const { appointmentId } = await hold();
    const { url } = await page(appointmentId);
    await pay(url);
    await settle();
    expect(await row(appointmentId)).toMatchObject({ status: 'booked', payment: 'paid' });
    expect(await paymentLine(world, guest(appointmentId), { appointmentId, zone: 'Europe/Madrid', locale: 'es' })).toBe(
      '55\u00a0€ cobrados el lunes 23 de noviembre',
    );
  });

  it('shows the same page again when the button is pressed twice', async () => {
    const { appointmentId } = await hold();
    expect((await page(appointmentId)).url).toBe((await page(appointmentId)).url);
    expect(await payments(appointmentId)).toHaveLength(1);
  });

  it('makes one checkout when the answer of the provider was lost', async () => {
    const { appointmentId } = await hold();
    await stripe.fault('drop-reply');
    const input = urls(appointmentId);
    expect(await openCheckoutFor(world, guest(appointmentId), input)).toMatchObject({ ok: false, kind: 'payment-not-possible' });
    await stripe.fault(null);
    await page(appointmentId);
    expect(await payments(appointmentId)).toHaveLength(1);
  });

  it('opens no page for a hold that ended, nor for somebody else', async () => {
    const { appointmentId } = await hold();
    const input = urls(appointmentId);
    expect(await openCheckoutFor(world, guest(crypto.randomUUID()), input)).toMatchObject({ kind: 'not-found' });
    expect(await openCheckoutFor(world, { kind: 'visitor' }, input)).toMatchObject({ kind: 'not-allowed' });
    test.clock.moveTo(new Date(monday.getTime() + 11 * 60_000));
    expect(await openCheckoutFor(world, guest(appointmentId), input)).toMatchObject({ kind: 'hold-expired' });
  });

  it('closes the page when the hold ends', async () => {
    const { appointmentId } = await hold();
    const { url } = await page(appointmentId);
    await moveBy(11 * 60_000);
    expect((await pay(url)).status).toBe(410);
    expect(await payments(appointmentId)).toMatchObject([{ status: 'expired' }]);
  });

  it('books a payment that arrives after the hold while the slot is free, and gives it back once where it is not', async () => {
    const [early, late] = [await hold(), await hold()];
    for (const { appointmentId } of [early, late]) {
      const { url } = await page(appointmentId);
      stripe.webhooks.hold();
      await pay(url);
    }
    await world.as(system, (tx) =>
      tx
        .updateTable('appointments')
        .set({ status: 'expired', hold_expires_at: null })
        .where('id', 'in', [early.appointmentId, late.appointmentId])
        .execute(),
    );
    test.clock.moveTo(new Date(monday.getTime() + 4 * 60_000));
    await bookedByPractice(late.startsAt);
    stripe.webhooks.release();
    await settle();
    expect(await row(early.appointmentId)).toMatchObject({ status: 'booked', payment: 'paid' });
    expect(await row(late.appointmentId)).toMatchObject({ status: 'expired', payment: 'refunded' });
    expect(await payments(late.appointmentId)).toMatchObject([{ status: 'refunded', refunded_cents: 5500 }]);
  });

  it('gives back once a payment whose news arrives after the cancellation', async () => {
    const { appointmentId, patient } = await hold();
    const { url } = await page(appointmentId);
    stripe.webhooks.hold();
    await pay(url);
    await world.as(system, (tx) =>
      tx.updateTable('appointments').set({ status: 'booked', hold_expires_at: null }).where('id', '=', appointmentId).execute(),
    );
    expect(await cancelAppointment(world, patient, { appointmentId, expectedCostCents: 0 })).toMatchObject({ ok: true });
    stripe.webhooks.release();
    await settle();
    await settle();
    const [payment] = await payments(appointmentId);
    expect(payment).toMatchObject({ status: 'refunded', refunded_cents: 5500 });
    await world.as(system, (tx) =>
      world.queue.enqueue(tx, 'refund-payment', [{ paymentId: payment?.id ?? '', amountCents: 5500 }]),
    );
    await settle();
    expect(await row(appointmentId)).toMatchObject({ status: 'cancelled', payment: 'refunded' });
  });

  it('gives back what was paid on a second page', async () => {
    const { appointmentId } = await hold();
    const first = await page(appointmentId);
    await world.as(system, (tx) =>
      tx.updateTable('payments').set({ status: 'expired' }).where('id', '=', first.paymentId).execute(),
    );
    const second = await page(appointmentId);
    await pay(first.url);
    await pay(second.url);
    await settle();
    const rows = await payments(appointmentId);
    expect(rows.map((one) => one.refunded_cents).sort()).toEqual([0, 5500]);
    expect(await row(appointmentId)).toMatchObject({ status: 'booked', payment: 'paid' });
  });

  it('waits for its turn in the agenda before it touches the appointment, as every booking does', async () => {
    const { appointmentId } = await hold();
    const { url, paymentId } = await page(appointmentId);
    await pay(url);
    const { checkout_id } = (await payments(appointmentId)).find((one) => one.id === paymentId) ?? {};
    let settled: Promise<unknown> = Promise.resolve();
    await world.as(system, async (tx) => {
      const { specialist_id } = await tx.selectFrom('appointments').select('specialist_id').where('id', '=', appointmentId).executeTakeFirstOrThrow();
      await lockAgenda(tx, specialist_id);
      settled = settleCheckout(world, checkout_id ?? '');
      await vi.waitFor(async () => {
        const { rows } = await sql`select 1 from pg_locks where locktype = 'advisory' and not granted`.execute(tx);
        expect(rows).toHaveLength(1);
      });
      // Who settles held this row once, waiting for the agenda: each waited for the other.
      await tx.updateTable('appointments').set({ reason_sealed: null }).where('id', '=', appointmentId).execute();
    });
    expect(await settled).toBe('done');
    expect(await row(appointmentId)).toMatchObject({ status: 'booked', payment: 'paid' });
  });

  it('gives back each of two payments once where it is cancelled before the second was given back', async () => {
    for (const secondFirst of [true, false]) {
      const { appointmentId, patient } = await hold();
      const pages = [await page(appointmentId)];
      await world.as(system, (tx) => tx.updateTable('payments').set({ status: 'expired' }).where('id', '=', pages[0]?.paymentId ?? '').execute());
      pages.push(await page(appointmentId));
      for (const { url } of secondFirst ? pages.toReversed() : pages) await pay(url);
      for (const { paymentId } of secondFirst ? pages.toReversed() : pages) {
        const { checkout_id } = (await payments(appointmentId)).find((one) => one.id === paymentId) ?? {};
        await settleCheckout(world, checkout_id ?? '');
      }
      expect(await cancelAppointment(world, patient, { appointmentId, expectedCostCents: 0 })).toMatchObject({ ok: true });
      // Owed from the moment it was decided, whatever becomes of the job that carries it out.
      expect((await payments(appointmentId)).map((one) => one.refund_due_cents)).toEqual([5500, 5500]);
      await settle();
      expect((await payments(appointmentId)).map((one) => [one.status, one.refunded_cents])).toEqual([['refunded', 5500], ['refunded', 5500]]); // prettier-ignore
    }
  });

  it('gives back whole what was paid for a consultation that could not be done by video', async () => {
    const { appointmentId, startsAt } = await hold();
    await pay((await page(appointmentId)).url);
    await settle();
    await test.moveTo(new Date(startsAt.getTime() + hour));
    expect(await markOutcome(world, here().actor, { cita: appointmentId, resultado: 'unsuitable' })).toMatchObject({ ok: true });
    await settle();
    expect(await payments(appointmentId)).toMatchObject([{ status: 'refunded', refunded_cents: 5500 }]);
    expect(await row(appointmentId)).toMatchObject({ status: 'completed', outcome: 'unsuitable', payment: 'refunded' });
  });

  it('keeps the late fee and gives back the rest; a refund in parts adds up and never runs over', async () => {
    const { appointmentId, patient, startsAt } = await hold();
    await pay((await page(appointmentId)).url);
    await settle();
    expect(await giveBack(world, here().actor, { appointmentId, amountCents: 1000 })).toMatchObject({ ok: true });
    expect(await giveBack(world, here().actor, { appointmentId, amountCents: 5000 })).toMatchObject({ kind: 'price-invalid' });
    expect(await giveBack(world, patient, { appointmentId, amountCents: 1000 })).toMatchObject({ kind: 'not-allowed' });
    await settle();
    test.clock.moveTo(new Date(startsAt.getTime() - 2 * hour));
    expect(await cancelAppointment(world, patient, { appointmentId, expectedCostCents: 2500 })).toMatchObject({
      ok: true,
      value: { keptCents: 2500 },
    });
    await settle();
    expect(await listPayments(world, patient, appointmentId)).toMatchObject([{ status: 'done', refundedCents: 3000 }]);
  });
});

describe('news in any order, any number of times', () => {
  beforeAll(() => practiceWith({}));

  it('ends in the same state for 24 orders of 5 copies each', async () => {
    const { appointmentId } = await hold();
    const { url } = await page(appointmentId);
    const [payment] = await payments(appointmentId);
    stripe.webhooks.hold();
    await pay(url, cardNumbers.declined);
    await pay(url);
    const body = (type: string) =>
      JSON.stringify({
        id: `evt_${type}_${appointmentId}`,
        object: 'event',
        livemode: false,
        type,
        data: { object: sessionLike(payment?.checkout_id ?? '', appointmentId, payment?.id ?? '') },
      });
    const kinds = [
      'checkout.session.completed',
      'checkout.session.expired',
      'checkout.session.async_payment_failed',
      'payment_intent.succeeded',
    ];
    for (const order of permutations(kinds)) {
      for (let copy = 0; copy < 5; copy++) for (const kind of order) expect(await post(body(kind))).toBe(200);
      await test.runDue();
      expect(await row(appointmentId)).toMatchObject({ status: 'booked', payment: 'paid' });
    }
    expect(await payments(appointmentId)).toMatchObject([{ status: 'done', refunded_cents: 0 }]);
  });

  it('takes nothing that the provider did not sign', async () => {
    const body = JSON.stringify({
      id: 'evt_forged',
      object: 'event',
      livemode: false,
      type: 'checkout.session.completed',
      data: { object: {} },
    });
    const signed = (secret: string, at: Date) => stripeSignature(secret, body, at);
    const now = test.clock.machineNow();
    expect(await post(body, signed('whsec_other', now))).toBe(400);
    expect(await post(body, signed('whsec_rehearsal', new Date(now.getTime() - 301_000)))).toBe(400);
    expect(await post(`${body} `, signed('whsec_rehearsal', now))).toBe(400);
    expect(await post(body, null)).toBe(400);
    expect(await post('x'.repeat(300_000))).toBe(413);
    const kept = await world.as(system, (tx) =>
      tx.selectFrom('card_events').select('id').where('id', '=', 'evt_forged').execute(),
    );
    expect(kept).toEqual([]);
  });

  it('finds what no webhook told within 15 minutes', async () => {
    const { appointmentId } = await hold();
    const { url } = await page(appointmentId);
    stripe.webhooks.sendTo(null);
    await pay(url);
    await moveBy(6 * 60_000);
    stripe.webhooks.sendTo(`${world.settings.publicOrigin}/hooks/stripe`);
    expect(await row(appointmentId)).toMatchObject({ status: 'booked', payment: 'paid' });
  });
});

function sessionLike(id: string, appointmentId: string, operationId: string) {
  return {
    id,
    object: 'checkout.session',
    status: 'expired',
    payment_status: 'unpaid',
    metadata: { operationId, appointmentId, kind: 'charge' },
  };
}
function permutations<Item>(items: Item[]): Item[][] {
  if (items.length <= 1) return [items];
  return items.flatMap((item, at) =>
    permutations([...items.slice(0, at), ...items.slice(at + 1)]).map((rest) => [item, ...rest]),
  );
}
