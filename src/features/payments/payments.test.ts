import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '#domain/people.ts';
import type { Admission } from '#features/profiles/admission.server.ts';
import { cancelAppointment } from '#features/booking/change.server.ts';
import { bookForPatient } from '#features/booking/practice.server.ts';
import { stripeSignature } from '#rehearsal/stripe/webhooks.ts';
import { handleWebhook } from '#server/webhooks.ts';
import { press, typed } from '../../../tests/contracts/card-world.ts';
import { admitPractice, bookAsPatient, details, type Practice } from '../../../tests/world/clinic.ts';
import { listeningServer, startWorld, type TestWorld } from '../../../tests/world/start-world.ts';
import { takeAmount } from './amount.server.ts';
import { openCheckoutFor } from './checkout.server.ts';
import { listPayments, paymentLine } from './queries.server.ts';
import { giveBack } from './refund.server.ts';
import { settleCheckout } from './settle.server.ts';

const good = '4242424242424242';
const declined = '4000000000000002';
const declinedLater = '4000000000000341';
const hour = 3_600_000;
const monday = new Date('2026-11-23T08:00:00Z');
const system: Actor = { kind: 'system', job: 'test' };

let test: TestWorld;
let practice: Practice;
let day = 0;

beforeAll(async () => {
  const server = await listeningServer();
  test = await startWorld({ server });
  server.on('request', (request, response) => {
    void handleWebhook(test.world, request, response, async () => {}).then((answered) => {
      if (!answered) response.writeHead(404).end();
    });
  });
});
beforeEach(() => test.clock.moveTo(monday));
afterEach(async () => {
  await test.rehearsal.stripe.fault(null);
  test.rehearsal.stripe.webhooks.release();
  await settle();
});
afterAll(() => test.stop());

/** Delivers what the provider has to tell and runs what follows from it. */
async function settle(): Promise<void> {
  await test.rehearsal.stripe.flush();
  await test.runDue();
}
async function practiceWith(prepayment: Partial<Admission['prepayment']>): Promise<Practice> {
  practice = await admitPractice(test.world, { prepayment: { mode: 'stripe', chargeWhen: 'at_booking', lateFeeCents: 2500, instructions: '', ...prepayment } });
  return practice;
}
function start(): Date {
  day += 1;
  return new Date(Date.parse('2026-11-24T09:00:00+01:00') + (day % 4) * 24 * hour + Math.floor(day / 4) * 40 * 60_000);
}
async function hold(startsAt = start()) {
  const { appointmentId, patient, next } = await bookAsPatient(test.world, details(practice.videoService, startsAt), `browser ${day}`);
  expect(next).toBe('card');
  return { appointmentId, patient, startsAt };
}
async function bookedByPractice(startsAt = start()): Promise<string> {
  const [dia = '', time = ''] = new Date(startsAt.getTime() + hour).toISOString().split('T');
  const form = { servicio: practice.videoService, dia, hora: time.slice(0, 5), persona: '' as const, nombre: 'Ana Soto', movil: '612345678', correo: '' };
  const booked = await bookForPatient(test.world, practice.actor, form, 'es');
  if (!booked.ok) throw new Error(booked.kind);
  return booked.value.appointmentId;
}
const guest = (appointmentId: string): Actor => ({ kind: 'guest', appointmentId });
async function page(appointmentId: string, actor: Actor = guest(appointmentId)) {
  const origin = test.world.settings.publicOrigin;
  const opened = await openCheckoutFor(test.world, actor, { appointmentId, successUrl: `${origin}/hecho`, cancelUrl: `${origin}/volver` });
  if (!opened.ok || opened.value.next !== 'page') throw new Error(JSON.stringify(opened));
  return opened.value;
}
const pay = (url: string, number = good) => press(url, typed(number));
function row(appointmentId: string) {
  return test.world.as(system, (tx) => tx.selectFrom('appointments').selectAll().where('id', '=', appointmentId).executeTakeFirstOrThrow());
}
function payments(appointmentId: string) {
  return test.world.as(system, (tx) => tx.selectFrom('payments').selectAll().where('appointment_id', '=', appointmentId).orderBy('created_at').execute());
}
async function complete(appointmentId: string): Promise<void> {
  const { ends_at } = await row(appointmentId);
  test.clock.moveTo(ends_at);
  await test.world.as(system, (tx) =>
    tx.updateTable('appointments').set({ status: 'completed', outcome: 'took_place', completed_at: ends_at }).where('id', '=', appointmentId).execute(),
  );
}
const moveBy = (ms: number) => test.moveTo(new Date(test.clock.now().getTime() + ms));

describe('the card as part of booking', () => {
  beforeAll(() => practiceWith({}));

  it('books once the price is paid, and says so once', async () => {
    const { appointmentId } = await hold();
    const { url } = await page(appointmentId);
    await pay(url);
    await settle();
    expect(await row(appointmentId)).toMatchObject({ status: 'booked', payment: 'paid' });
    expect(await paymentLine(test.world, guest(appointmentId), { appointmentId, zone: 'Europe/Madrid', locale: 'es' })).toBe('55\u00a0€ cobrados el lunes 23 de noviembre');
  });

  it('shows the same page again when the button is pressed twice', async () => {
    const { appointmentId } = await hold();
    expect((await page(appointmentId)).url).toBe((await page(appointmentId)).url);
    expect(await payments(appointmentId)).toHaveLength(1);
  });

  it('makes one checkout when the answer of the provider was lost', async () => {
    const { appointmentId } = await hold();
    await test.rehearsal.stripe.fault('drop-reply');
    const input = { appointmentId, successUrl: `${test.world.settings.publicOrigin}/hecho`, cancelUrl: `${test.world.settings.publicOrigin}/volver` };
    expect(await openCheckoutFor(test.world, guest(appointmentId), input)).toMatchObject({ ok: false, kind: 'payment-not-possible' });
    await test.rehearsal.stripe.fault(null);
    await page(appointmentId);
    expect(await payments(appointmentId)).toHaveLength(1);
  });

  it('opens no page for a hold that ended, nor for somebody else', async () => {
    const { appointmentId } = await hold();
    const input = { appointmentId, successUrl: 'http://localhost/a', cancelUrl: 'http://localhost/b' };
    expect(await openCheckoutFor(test.world, guest(crypto.randomUUID()), input)).toMatchObject({ kind: 'not-found' });
    expect(await openCheckoutFor(test.world, { kind: 'visitor' }, input)).toMatchObject({ kind: 'not-allowed' });
    test.clock.moveTo(new Date(monday.getTime() + 11 * 60_000));
    expect(await openCheckoutFor(test.world, guest(appointmentId), input)).toMatchObject({ kind: 'hold-expired' });
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
      test.rehearsal.stripe.webhooks.hold();
      await pay(url);
    }
    await test.world.as(system, (tx) => tx.updateTable('appointments').set({ status: 'expired', hold_expires_at: null }).where('id', 'in', [early.appointmentId, late.appointmentId]).execute());
    test.clock.moveTo(new Date(monday.getTime() + 4 * 60_000));
    await bookedByPractice(late.startsAt);
    test.rehearsal.stripe.webhooks.release();
    await settle();
    expect(await row(early.appointmentId)).toMatchObject({ status: 'booked', payment: 'paid' });
    expect(await row(late.appointmentId)).toMatchObject({ status: 'expired', payment: 'refunded' });
    expect(await payments(late.appointmentId)).toMatchObject([{ status: 'refunded', refunded_cents: 5500 }]);
  });

  it('gives back once a payment whose news arrives after the cancellation', async () => {
    const { appointmentId, patient } = await hold();
    const { url } = await page(appointmentId);
    test.rehearsal.stripe.webhooks.hold();
    await pay(url);
    await test.world.as(system, (tx) => tx.updateTable('appointments').set({ status: 'booked', hold_expires_at: null }).where('id', '=', appointmentId).execute());
    expect(await cancelAppointment(test.world, patient, { appointmentId, expectedCostCents: 0 })).toMatchObject({ ok: true });
    test.rehearsal.stripe.webhooks.release();
    await settle();
    await settle();
    const [payment] = await payments(appointmentId);
    expect(payment).toMatchObject({ status: 'refunded', refunded_cents: 5500 });
    await test.world.as(system, (tx) => test.world.queue.enqueue(tx, 'refund-payment', [{ paymentId: payment?.id ?? '', amountCents: 5500 }]));
    await settle();
    expect(await row(appointmentId)).toMatchObject({ status: 'cancelled', payment: 'refunded' });
  });

  it('gives back what was paid on a second page', async () => {
    const { appointmentId } = await hold();
    const first = await page(appointmentId);
    await test.world.as(system, (tx) => tx.updateTable('payments').set({ status: 'expired' }).where('id', '=', first.paymentId).execute());
    const second = await page(appointmentId);
    await pay(first.url);
    await pay(second.url);
    await settle();
    const rows = await payments(appointmentId);
    expect(rows.map((one) => one.refunded_cents).sort()).toEqual([0, 5500]);
    expect(await row(appointmentId)).toMatchObject({ status: 'booked', payment: 'paid' });
  });

  it('keeps the late fee and gives back the rest; a refund in parts adds up and never runs over', async () => {
    const { appointmentId, patient, startsAt } = await hold();
    await pay((await page(appointmentId)).url);
    await settle();
    expect(await giveBack(test.world, practice.actor, { appointmentId, amountCents: 1000 })).toMatchObject({ ok: true });
    expect(await giveBack(test.world, practice.actor, { appointmentId, amountCents: 5000 })).toMatchObject({ kind: 'price-invalid' });
    expect(await giveBack(test.world, patient, { appointmentId, amountCents: 1000 })).toMatchObject({ kind: 'not-allowed' });
    await settle();
    test.clock.moveTo(new Date(startsAt.getTime() - 2 * hour));
    expect(await cancelAppointment(test.world, patient, { appointmentId, expectedCostCents: 2500 })).toMatchObject({ ok: true, value: { keptCents: 2500 } });
    await settle();
    expect(await listPayments(test.world, patient, appointmentId)).toMatchObject([{ status: 'done', refundedCents: 3000 }]);
  });
});

describe('news in any order, any number of times', () => {
  beforeAll(() => practiceWith({}));

  it('ends in the same state for 24 orders of 5 copies each', async () => {
    const { appointmentId } = await hold();
    const { url } = await page(appointmentId);
    const [payment] = await payments(appointmentId);
    test.rehearsal.stripe.webhooks.hold();
    await pay(url, declined);
    await pay(url);
    const body = (type: string) => JSON.stringify({ id: `evt_${type}_${appointmentId}`, object: 'event', type, data: { object: sessionLike(payment?.checkout_id ?? '', appointmentId, payment?.id ?? '') } });
    const kinds = ['checkout.session.completed', 'checkout.session.expired', 'checkout.session.async_payment_failed', 'payment_intent.succeeded'];
    for (const order of permutations(kinds)) {
      for (let copy = 0; copy < 5; copy++) for (const kind of order) expect(await post(body(kind))).toBe(200);
      await test.runDue();
      expect(await row(appointmentId)).toMatchObject({ status: 'booked', payment: 'paid' });
    }
    expect(await payments(appointmentId)).toMatchObject([{ status: 'done', refunded_cents: 0 }]);
  });

  it('takes nothing that the provider did not sign', async () => {
    const body = JSON.stringify({ id: 'evt_forged', object: 'event', type: 'checkout.session.completed', data: { object: {} } });
    const signed = (secret: string, at: Date) => stripeSignature(secret, body, at);
    const now = test.clock.machineNow();
    expect(await post(body, signed('whsec_other', now))).toBe(400);
    expect(await post(body, signed('whsec_rehearsal', new Date(now.getTime() - 301_000)))).toBe(400);
    expect(await post(`${body} `, signed('whsec_rehearsal', now))).toBe(400);
    expect(await post(body, null)).toBe(400);
    expect(await post('x'.repeat(300_000))).toBe(413);
    const kept = await test.world.as(system, (tx) => tx.selectFrom('card_events').select('id').where('id', '=', 'evt_forged').execute());
    expect(kept).toEqual([]);
  });

  it('finds what no webhook told within 15 minutes', async () => {
    const { appointmentId } = await hold();
    const { url } = await page(appointmentId);
    test.rehearsal.stripe.webhooks.sendTo(null);
    await pay(url);
    await moveBy(6 * 60_000);
    test.rehearsal.stripe.webhooks.sendTo(`${test.world.settings.publicOrigin}/hooks/stripe`);
    expect(await row(appointmentId)).toMatchObject({ status: 'booked', payment: 'paid' });
  });
});

describe('Y2 and Y3: booked by the practice, the card asked for beside it', () => {
  beforeAll(() => practiceWith({ chargeWhen: 'after' }));

  it('confirms with the card, and nothing is taken that day', async () => {
    const appointmentId = await bookedByPractice();
    await pay((await page(appointmentId)).url);
    await settle();
    expect(await row(appointmentId)).toMatchObject({ status: 'booked', confirmation: 'given', payment: 'guaranteed' });
    expect(await openCheckoutFor(test.world, guest(appointmentId), { appointmentId, successUrl: 'http://localhost/a', cancelUrl: 'http://localhost/b' })).toMatchObject({
      kind: 'payment-not-possible',
    });
  });

  it('stays booked when the bank refuses the card, and the next card still counts', async () => {
    const appointmentId = await bookedByPractice();
    const { url, paymentId } = await page(appointmentId);
    await pay(url, declined);
    const [payment] = await payments(appointmentId);
    expect(await settleCheckout(test.world, payment?.checkout_id ?? '')).toBe('failed');
    expect(await row(appointmentId)).toMatchObject({ status: 'booked', confirmation: 'requested', payment: 'failed' });
    await pay(url);
    await settle();
    expect(await row(appointmentId)).toMatchObject({ status: 'booked', confirmation: 'given', payment: 'guaranteed' });
    expect((await payments(appointmentId)).map((one) => one.id)).toEqual([paymentId]);
  });

  it('never moves out of booked, whatever the card, the provider and the clock do', async () => {
    const steps = ['open', 'pay', 'decline', 'webhooks', 'outage', 'calm', 'expire', 'silence', 'ask'] as const;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...steps), { maxLength: 8 }), async (script) => {
        test.clock.moveTo(monday);
        const appointmentId = await bookedByPractice(new Date(Date.parse('2026-11-30T09:00:00+01:00') + (day++ % 300) * 30 * 60_000 + Math.floor(day / 20) * 24 * hour)).catch(() => null);
        if (!appointmentId) return;
        let url: string | null = null;
        for (const step of script) {
          if (step === 'open') url = await page(appointmentId).then((opened) => opened.url, () => url);
          if (step === 'pay' && url) await pay(url);
          if (step === 'decline' && url) await pay(url, declined);
          if (step === 'webhooks') await test.rehearsal.stripe.flush();
          if (step === 'outage') await test.rehearsal.stripe.fault('broken');
          if (step === 'calm') await test.rehearsal.stripe.fault(null);
          if (step === 'expire') for (const one of await payments(appointmentId)) if (one.checkout_id) await test.world.cards.expireCheckout(one.checkout_id).catch(() => {});
          if (step === 'silence') test.clock.moveTo(new Date(test.clock.now().getTime() + 26 * hour));
          if (step === 'ask') for (const one of await payments(appointmentId)) if (one.checkout_id) await settleCheckout(test.world, one.checkout_id).catch(() => {});
          expect((await row(appointmentId)).status).toBe('booked');
        }
        await test.rehearsal.stripe.fault(null);
        await settle();
        expect((await row(appointmentId)).status).toBe('booked');
        await cancelAppointment(test.world, practice.actor, { appointmentId, expectedCostCents: 0 });
      }),
      { numRuns: 12, seed: 20261126 },
    );
  }, 120_000);
});

describe('Y4: charged after the consultation', () => {
  beforeEach(() => practiceWith({ chargeWhen: 'after' }));

  async function withCard(number = good): Promise<string> {
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
    expect((await payments(appointmentId)).filter((one) => one.kind === 'charge')).toMatchObject([{ status: 'done', amount_cents: 5500 }]);
  });

  it('takes the part the specialist says, never more than the price, and then nothing by itself', async () => {
    const appointmentId = await withCard();
    expect(await takeAmount(test.world, practice.actor, { appointmentId, amountCents: 3000 })).toMatchObject({ kind: 'payment-not-possible' });
    await complete(appointmentId);
    expect(await takeAmount(test.world, practice.actor, { appointmentId, amountCents: 5501 })).toMatchObject({ kind: 'price-invalid' });
    expect(await takeAmount(test.world, guest(appointmentId), { appointmentId, amountCents: 3000 })).toMatchObject({ kind: 'not-allowed' });
    expect(await takeAmount(test.world, practice.actor, { appointmentId, amountCents: 3000 })).toMatchObject({ ok: true });
    expect(await takeAmount(test.world, practice.actor, { appointmentId, amountCents: 3000 })).toMatchObject({ kind: 'payment-not-possible' });
    await moveBy(72 * hour);
    expect(await row(appointmentId)).toMatchObject({ payment: 'paid' });
    expect((await payments(appointmentId)).filter((one) => one.kind === 'charge')).toMatchObject([{ amount_cents: 3000, status: 'done' }]);
  });

  it('takes nothing where the specialist says so', async () => {
    const appointmentId = await withCard();
    await complete(appointmentId);
    expect(await takeAmount(test.world, practice.actor, { appointmentId, amountCents: 0 })).toMatchObject({ ok: true });
    await moveBy(72 * hour);
    expect(await row(appointmentId)).toMatchObject({ payment: 'none' });
  });

  it('says that the bank refused later, and the consultation stays completed', async () => {
    const appointmentId = await withCard(declinedLater);
    await complete(appointmentId);
    await moveBy(25 * hour);
    expect(await row(appointmentId)).toMatchObject({ status: 'completed', payment: 'failed' });
  });

  it('finds a charge whose call was lost again, and takes it once', async () => {
    const appointmentId = await withCard();
    await complete(appointmentId);
    await test.rehearsal.stripe.fault('drop-reply');
    await moveBy(25 * hour);
    await test.rehearsal.stripe.fault(null);
    await moveBy(6 * 60_000);
    await test.runDue();
    expect((await payments(appointmentId)).filter((one) => one.kind === 'charge')).toMatchObject([{ status: 'done', amount_cents: 5500 }]);
    expect(await row(appointmentId)).toMatchObject({ payment: 'paid' });
  });

  it('takes the late fee from the saved card when the patient cancels late', async () => {
    const appointmentId = await withCard();
    const { starts_at } = await row(appointmentId);
    test.clock.moveTo(new Date(starts_at.getTime() - hour));
    expect(await cancelAppointment(test.world, guest(appointmentId), { appointmentId, expectedCostCents: 2500 })).toMatchObject({ ok: true });
    await settle();
    expect((await payments(appointmentId)).filter((one) => one.kind === 'charge')).toMatchObject([{ status: 'done', amount_cents: 2500 }]);
  });
});

function sessionLike(id: string, appointmentId: string, operationId: string) {
  return { id, object: 'checkout.session', status: 'expired', payment_status: 'unpaid', metadata: { operationId, appointmentId, kind: 'charge' } };
}
async function post(body: string, signature: string | null = stripeSignature('whsec_rehearsal', body, test.clock.machineNow())): Promise<number> {
  const headers = { 'content-type': 'application/json', ...(signature ? { 'stripe-signature': signature } : {}) };
  const answer = await fetch(`${test.world.settings.publicOrigin}/hooks/stripe`, { method: 'POST', headers, body });
  await answer.arrayBuffer();
  return answer.status;
}
function permutations<Item>(items: Item[]): Item[][] {
  if (items.length <= 1) return [items];
  return items.flatMap((item, at) => permutations([...items.slice(0, at), ...items.slice(at + 1)]).map((rest) => [item, ...rest]));
}
