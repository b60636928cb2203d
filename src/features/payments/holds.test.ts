import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '#domain/people.ts';
import { cancelAppointment, rescheduleAppointment } from '#features/booking/change.server.ts';
import { markOutcome } from '#features/schedule/commands.server.ts';
import { cardNumbers, guest, hour, monday, pay, startCardClinic } from '../../../tests/world/card-clinic.ts';
import { takeAmount } from './amount.server.ts';
import { openCheckoutFor } from './checkout.server.ts';

const clinic = await startCardClinic();
const { test, world, stripe, here, settle, practiceWith, bookedByPractice, page, row, payments, complete, moveBy, urls } = clinic;
const system: Actor = { kind: 'system', job: 'test' };
/** Thursday of the week after, ten days ahead: far from the hour. */
const farAhead = new Date('2026-12-03T10:00:00+01:00');
let nth = 0;
const nextFar = () => new Date(farAhead.getTime() + (nth++ % 12) * 30 * 60_000);

beforeEach(async () => {
  test.clock.moveTo(monday);
  await practiceWith({ chargeWhen: 'after' });
});
afterEach(clinic.calmDown);
afterAll(clinic.stop);

async function withCard(number = cardNumbers.good, startsAt = nextFar()) {
  const appointmentId = await bookedByPractice(startsAt);
  await pay((await page(appointmentId)).url, number);
  await settle();
  return { appointmentId, startsAt };
}
/** Two days before the hour the price is set aside. */
async function withHold(number?: string) {
  const booked = await withCard(number);
  await test.moveTo(new Date(booked.startsAt.getTime() - 47 * hour));
  return booked;
}
const holds = async (id: string) => (await payments(id)).filter((one) => one.kind === 'hold');
const charges = async (id: string) => (await payments(id)).filter((one) => one.kind === 'charge');
const messagesOf = async (appointmentId: string, kind: string) =>
  world.as(system, (tx) =>
    tx
      .selectFrom('messages')
      .select(['channel', 'status'])
      .where('appointment_id', '=', appointmentId)
      .where('kind', '=', kind)
      .orderBy('channel')
      .execute(),
  );

describe('Y4: the price is set aside two days before', () => {
  it('not earlier, once, and nothing is taken by it', async () => {
    const { appointmentId, startsAt } = await withCard();
    await test.moveTo(new Date(startsAt.getTime() - 49 * hour));
    expect(await holds(appointmentId)).toEqual([]);
    await test.moveTo(new Date(startsAt.getTime() - 47 * hour));
    await moveBy(hour);
    expect(await holds(appointmentId)).toMatchObject([{ status: 'done', amount_cents: 5500 }]);
    expect(await charges(appointmentId)).toEqual([]);
    expect(await row(appointmentId)).toMatchObject({ status: 'booked', payment: 'guaranteed' });
  });

  it('at the end a part of it is taken and the rest let go', async () => {
    const { appointmentId } = await withHold();
    await complete(appointmentId);
    expect(await takeAmount(world, here().actor, { appointmentId, amountCents: 3000 })).toMatchObject({ ok: true });
    expect(await takeAmount(world, here().actor, { appointmentId, amountCents: 1000 })).toMatchObject({
      kind: 'payment-not-possible',
    });
    await moveBy(80 * hour);
    expect(await holds(appointmentId)).toEqual([]);
    expect(await charges(appointmentId)).toMatchObject([{ status: 'done', amount_cents: 3000, refunded_cents: 0 }]);
    expect(await row(appointmentId)).toMatchObject({ payment: 'paid' });
    expect(await messagesOf(appointmentId, 'charged')).toHaveLength(0);
  });

  it('left alone the price is taken by itself, of what was set aside', async () => {
    const { appointmentId } = await withHold();
    const [hold] = await holds(appointmentId);
    await complete(appointmentId);
    await moveBy(25 * hour);
    expect(await charges(appointmentId)).toMatchObject([{ id: hold?.id, status: 'done', amount_cents: 5500 }]);
  });

  it('nothing taken lets go of all of it', async () => {
    const { appointmentId } = await withHold();
    const [hold] = await holds(appointmentId);
    await complete(appointmentId);
    expect(await takeAmount(world, here().actor, { appointmentId, amountCents: 0 })).toMatchObject({ ok: true });
    await test.runDue();
    expect(await world.cards.readMoney(hold?.intent_id ?? '')).toMatchObject({ status: 'gone', takenCents: 0 });
    expect(await row(appointmentId)).toMatchObject({ payment: 'none' });
  });

  it('a bank that let go of it meanwhile is asked for the saved card', async () => {
    const { appointmentId } = await withHold();
    const [hold] = await holds(appointmentId);
    await complete(appointmentId);
    await world.cards.releaseHold({ operationId: `elsewhere ${appointmentId}`, intentId: hold?.intent_id ?? '' });
    expect(await takeAmount(world, here().actor, { appointmentId, amountCents: 5500 })).toMatchObject({ ok: true });
    await test.runDue();
    expect(await charges(appointmentId)).toMatchObject([{ status: 'done', amount_cents: 5500 }]);
    expect(await holds(appointmentId)).toMatchObject([{ status: 'expired' }]);
  });

  it('taken once although the answer was lost', async () => {
    const { appointmentId } = await withHold();
    await complete(appointmentId);
    expect(await takeAmount(world, here().actor, { appointmentId, amountCents: 4000 })).toMatchObject({ ok: true });
    await stripe.fault('drop-reply');
    await test.runDue();
    await stripe.fault(null);
    await moveBy(6 * 60_000);
    expect(await charges(appointmentId)).toMatchObject([{ status: 'done', amount_cents: 4000 }]);
  });
});

describe('a bank that refuses, or asks its customer', () => {
  it.each([
    ['refuses', cardNumbers.declinedLater],
    ['asks its customer', cardNumbers.asksAgain],
  ])('%s: the patient hears it at once, the appointment stands, and mending it sets the price aside', async (_, number) => {
    const { appointmentId } = await withHold(number);
    expect(await row(appointmentId)).toMatchObject({ status: 'booked', payment: 'failed' });
    expect(await messagesOf(appointmentId, 'card_problem')).toMatchObject([{ channel: 'sms' }]);
    const sms = test.rehearsal.mailbox.list().findLast((one) => one.to === '+34612345678');
    expect(sms?.text).toContain('Tu cita sigue siendo valida.');
    expect(sms?.text).toMatch(/\/tarjeta$/);
    await pay((await page(appointmentId)).url, number === cardNumbers.asksAgain ? number : cardNumbers.good);
    await settle();
    expect(await row(appointmentId)).toMatchObject({ status: 'booked', payment: 'guaranteed' });
    await moveBy(hour);
    expect(await holds(appointmentId)).toMatchObject([{ status: 'failed' }, { status: 'done' }]);
    await complete(appointmentId);
    await moveBy(25 * hour);
    expect(await charges(appointmentId)).toMatchObject([{ status: 'done', amount_cents: 5500 }]);
  });

  it('refuses after the consultation: what was to be taken can be paid on the card page, and no more', async () => {
    const { appointmentId } = await withCard(cardNumbers.declinedLater, new Date('2026-11-24T10:00:00+01:00'));
    const [hold] = await holds(appointmentId);
    await world.cards.releaseHold({ operationId: `elsewhere ${appointmentId}`, intentId: hold?.intent_id ?? '' });
    await complete(appointmentId);
    await takeAmount(world, here().actor, { appointmentId, amountCents: 2000 });
    await test.runDue();
    expect(await row(appointmentId)).toMatchObject({ status: 'completed', payment: 'failed' });
    await pay((await page(appointmentId)).url);
    await settle();
    expect(await row(appointmentId)).toMatchObject({ status: 'completed', payment: 'paid' });
    expect((await charges(appointmentId)).map((one) => [one.status, one.amount_cents])).toEqual([
      ['failed', 2000],
      ['done', 2000],
    ]);
  });
});

describe('payment follows the appointment', () => {
  it('moved near by it stays, moved far away it is let go and set aside anew', async () => {
    const { appointmentId, startsAt } = await withHold();
    const to = (ms: number) =>
      rescheduleAppointment(world, here().actor, { appointmentId, startsAt: new Date(startsAt.getTime() + ms) });
    expect(await to(30 * 60_000)).toMatchObject({ ok: true });
    await test.runDue();
    expect(await holds(appointmentId)).toMatchObject([{ status: 'done' }]);
    expect(await to(6 * 24 * hour)).toMatchObject({ ok: true });
    await test.runDue();
    expect(await holds(appointmentId)).toMatchObject([{ status: 'expired', failure: 'released' }]);
    expect(await row(appointmentId)).toMatchObject({ status: 'booked', payment: 'guaranteed' });
    await test.moveTo(new Date(startsAt.getTime() + 6 * 24 * hour - 47 * hour));
    expect(await holds(appointmentId)).toMatchObject([{ status: 'expired' }, { status: 'done', amount_cents: 5500 }]);
  });

  it('cancelled in time lets go of all; late takes the fee of what was set aside, once', async () => {
    const early = await withHold();
    const patient = guest(early.appointmentId);
    expect(await cancelAppointment(world, patient, { appointmentId: early.appointmentId, expectedCostCents: 0 })).toMatchObject({
      ok: true,
    });
    await test.runDue();
    expect(await payments(early.appointmentId)).toMatchObject([
      { kind: 'card' },
      { kind: 'hold', status: 'expired', failure: 'released' },
    ]);

    test.clock.moveTo(monday);
    const late = await withHold();
    await test.moveTo(new Date(late.startsAt.getTime() - hour));
    const { appointmentId } = late;
    expect(await cancelAppointment(world, guest(appointmentId), { appointmentId, expectedCostCents: 2500 })).toMatchObject({
      ok: true,
    });
    await moveBy(26 * hour);
    expect(await charges(appointmentId)).toMatchObject([{ status: 'done', amount_cents: 2500 }]);
    expect(await row(appointmentId)).toMatchObject({ status: 'cancelled', payment: 'paid', cancel_keep_cents: 2500 });
  });

  it('an absence: the specialist takes the fee at most; left alone nothing is taken and all is let go', async () => {
    const { appointmentId, startsAt } = await withHold();
    await test.moveTo(new Date(startsAt.getTime() + hour));
    expect(await markOutcome(world, here().actor, { cita: appointmentId, resultado: 'patient_absent' })).toMatchObject({
      ok: true,
    });
    expect(await takeAmount(world, here().actor, { appointmentId, amountCents: 2501 })).toMatchObject({ kind: 'price-invalid' });
    await moveBy(30 * hour);
    expect(await holds(appointmentId)).toMatchObject([{ status: 'expired' }]);
    expect(await charges(appointmentId)).toEqual([]);
  });

  it('a technical failure lets go at once', async () => {
    const { appointmentId, startsAt } = await withHold();
    await test.moveTo(new Date(startsAt.getTime() + hour));
    expect(await markOutcome(world, here().actor, { cita: appointmentId, resultado: 'technical' })).toMatchObject({ ok: true });
    await test.runDue();
    expect(await holds(appointmentId)).toMatchObject([{ status: 'expired', failure: 'released' }]);
  });

  it('what could not be done by video is not taken by itself; a part may be, for the time it took; left alone all is let go', async () => {
    const one = await withHold();
    await test.moveTo(new Date(one.startsAt.getTime() + hour));
    expect(await markOutcome(world, here().actor, { cita: one.appointmentId, resultado: 'unsuitable' })).toMatchObject({ ok: true });
    await moveBy(20 * hour);
    expect(await holds(one.appointmentId)).toMatchObject([{ status: 'done', take_cents: null }]);
    expect(await takeAmount(world, here().actor, { appointmentId: one.appointmentId, amountCents: 1000 })).toMatchObject({ ok: true });
    await test.runDue();
    expect(await charges(one.appointmentId)).toMatchObject([{ status: 'done', amount_cents: 1000 }]);

    test.clock.moveTo(monday);
    const other = await withHold();
    await test.moveTo(new Date(other.startsAt.getTime() + hour));
    expect(await markOutcome(world, here().actor, { cita: other.appointmentId, resultado: 'unsuitable' })).toMatchObject({ ok: true });
    await moveBy(80 * hour);
    expect(await holds(other.appointmentId)).toMatchObject([{ status: 'expired', failure: 'released' }]);
    expect(await charges(other.appointmentId)).toEqual([]);
  });

  it('a card page finished after the cancellation sets nothing aside', async () => {
    const { appointmentId, startsAt } = await withCard(cardNumbers.declinedLater);
    await test.moveTo(new Date(startsAt.getTime() - 40 * hour));
    const { url } = await page(appointmentId);
    stripe.webhooks.hold();
    await pay(url);
    expect(await cancelAppointment(world, here().actor, { appointmentId, expectedCostCents: 0 })).toMatchObject({ ok: true });
    stripe.webhooks.release();
    await settle();
    await settle();
    expect((await holds(appointmentId)).map((one) => one.status)).toEqual(['failed', 'expired']);
    expect(await openCheckoutFor(world, guest(appointmentId), urls(appointmentId))).toMatchObject({
      kind: 'appointment-cancelled',
    });
  });
});
