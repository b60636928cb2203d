import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { Actor } from '#domain/people.ts';
import { cancelAppointment } from '#features/booking/change.server.ts';
import { cardNumbers, guest, hour, monday, pay, startCardClinic } from '../../../tests/world/card-clinic.ts';
import type { Practice } from '../../../tests/world/clinic.ts';
import { markOutcome } from '#features/schedule/commands.server.ts';
import { takeAmount } from './amount.server.ts';
import { giveBack } from './refund.server.ts';

const clinic = await startCardClinic();
const { test, world, stripe, here, settle, practiceWith, bookedByPractice, page } = clinic;
afterEach(clinic.calmDown);
afterAll(clinic.stop);

const price = 5500;
const lateFee = 2500;
const full = Boolean(process.env['PROVE']);
/** Histories that live side by side under one clock and one provider, as the appointments of a week do. */
const abreast = full ? 100 : 8;
const batches = full ? 50 : 1;
/** What one practice has room for. */
const ofAPractice = 25;
/** What the people of one appointment do in a round; `wait` as often as all the rest would be too busy a week. */
const own = [
  'wait', 'wait', 'pay', 'pay-declined', 'pay-declined-later', 'pay-asks-again', 'take-part', 'take-all', 'take-too-much', 'take-nothing',
  'give-back-part', 'give-back-all', 'patient-cancels', 'practice-cancels', 'page-expires', 'did-not-come', 'did-take-place',
] as const;
/** What happens to all of them: the provider's news and troubles, work that is due, time. */
const shared = ['events', 'no-webhooks', 'outage', 'lost-reply', 'calm', 'due', 'an-hour', 'a-day', 'to-the-eve', 'the-day-comes'] as const;
type Round = { shared: (typeof shared)[number]; own: (typeof own)[number][] };
const numbers: Partial<Record<(typeof own)[number], string>> = {
  pay: cardNumbers.good,
  'pay-declined': cardNumbers.declined,
  'pay-declined-later': cardNumbers.declinedLater,
  'pay-asks-again': cardNumbers.asksAgain,
};

interface Life {
  actor: Practice['actor'];
  appointmentId: string;
  startsAt: Date;
  ended: 'cancelled' | 'completed' | 'no_show' | null;
  /** The most that may be kept at the end. */
  most: number;
  /** What an absence may keep: the late fee of what is charged afterwards, what was paid at booking. */
  absence: number;
  tookPlace: boolean;
}
const system: Actor = { kind: 'system', job: 'test' };
const later = (ms: number) => test.clock.moveTo(new Date(test.clock.now().getTime() + ms));

async function step(life: Life, what: (typeof own)[number]): Promise<void> {
  const { actor, appointmentId, startsAt } = life;
  const number = numbers[what];
  if (number) {
    const opened = await page(appointmentId).catch(() => null);
    if (opened) await pay(opened.url, number).catch(() => null);
  }
  const takes: Partial<Record<typeof what, number>> = { 'take-part': 3000, 'take-all': price, 'take-nothing': 0 };
  const amount = takes[what];
  if (amount !== undefined) await takeAmount(world, actor, { appointmentId, amountCents: amount });
  if (what === 'take-too-much') expect(await takeAmount(world, actor, { appointmentId, amountCents: price + 1 })).toMatchObject({ ok: false });
  if (what === 'give-back-part') await giveBack(world, actor, { appointmentId, amountCents: 1000 });
  if (what === 'give-back-all') await giveBack(world, actor, { appointmentId, amountCents: price });
  if (what === 'page-expires') await expirePages(appointmentId);
  if (what === 'did-not-come' || what === 'did-take-place') await mark(life, what === 'did-not-come' ? 'patient_absent' : 'took_place');
  if (what !== 'patient-cancels' && what !== 'practice-cancels') return;
  const done = await cancelAppointment(world, what === 'patient-cancels' ? guest(appointmentId) : actor, { appointmentId, expectedCostCents: price });
  if (!done.ok) return;
  life.ended = 'cancelled';
  life.most = what === 'patient-cancels' && startsAt.getTime() - test.clock.now().getTime() < 24 * hour ? lateFee : 0;
}

async function expirePages(appointmentId: string): Promise<void> {
  for (const { checkout_id: id } of await clinic.payments(appointmentId)) if (id) await world.cards.expireCheckout(id).catch(() => {});
}

/** What only a person can say, and not before the hour (B10). */
async function mark(life: Life, resultado: 'patient_absent' | 'took_place'): Promise<void> {
  const said = await markOutcome(world, life.actor, { cita: life.appointmentId, resultado });
  if (said.ok) life.ended = resultado === 'took_place' ? 'completed' : 'no_show';
  if (said.ok && resultado === 'patient_absent') life.most = life.absence;
}

async function passes(lives: Life[], what: (typeof shared)[number]): Promise<void> {
  const last = new Date(Math.max(...lives.map(({ startsAt }) => startsAt.getTime())));
  const eve = new Date(last.getTime() - 2 * hour);
  if (what === 'events') await stripe.flush();
  if (what === 'no-webhooks') stripe.webhooks.hold();
  if (what === 'outage') await stripe.fault('broken');
  if (what === 'lost-reply') await stripe.fault('drop-reply');
  if (what === 'calm') await stripe.fault(null);
  if (what === 'calm') stripe.webhooks.release();
  if (what === 'due') await test.runDue().catch(() => {});
  if (what === 'an-hour') later(hour);
  if (what === 'a-day') later(24 * hour);
  if (what === 'to-the-eve' && test.clock.now() < eve) test.clock.moveTo(eve);
  if (what !== 'the-day-comes') return;
  if (test.clock.now() < last) test.clock.moveTo(new Date(last.getTime() + hour));
  const now = test.clock.now();
  const held = lives.filter(({ ended, tookPlace, startsAt }) => ended === null && tookPlace && startsAt < now);
  for (const life of held) life.ended = 'completed';
  const done = { status: 'completed', outcome: 'took_place', completed_at: now } as const;
  const ids = held.map(({ appointmentId }) => appointmentId);
  if (ids.length > 0) await world.as(system, (tx) => tx.updateTable('appointments').set(done).where('id', 'in', ids).execute());
}

/** Nothing but a person's cancelling and the consultation itself moves an appointment; never more than `most` is kept of it (F11, Y3, Y4). */
async function expectRight(lives: Life[], most: (life: Life) => number): Promise<void> {
  const ids = lives.map(({ appointmentId }) => appointmentId);
  const { states, money } = await world.as(system, async (tx) => ({
    states: await tx.selectFrom('appointments').select(['id', 'status']).where('id', 'in', ids).execute(),
    money: await tx.selectFrom('payments').selectAll().where('appointment_id', 'in', ids).execute(),
  }));
  const stateOf = new Map(states.map(({ id, status }) => [id, status]));
  for (const life of lives) {
    expect(stateOf.get(life.appointmentId)).toBe(life.ended ?? 'booked');
    const kept = money
      .filter((one) => one.appointment_id === life.appointmentId && one.kind === 'charge' && one.settled_at && ['done', 'refunded'].includes(one.status))
      .reduce((sum, one) => sum + one.amount_cents - one.refunded_cents, 0);
    expect(kept).toBeLessThanOrEqual(most(life));
  }
}

async function live(rounds: readonly Round[], chargeWhen: 'after' | 'at_booking'): Promise<void> {
  test.clock.moveTo(monday);
  const lives: Life[] = [];
  for (let nth = 0; nth < abreast; nth++) {
    if (nth % ofAPractice === 0) await practiceWith({ chargeWhen });
    const place = nth % ofAPractice;
    const startsAt = new Date(Date.parse('2026-11-30T09:00:00+01:00') + (place % 5) * 24 * hour + Math.floor(place / 5) * (2 / 3) * hour);
    lives.push({ actor: here().actor, appointmentId: await bookedByPractice(startsAt), startsAt, ended: null, most: price, absence: chargeWhen === 'after' ? lateFee : price, tookPlace: nth % 3 !== 0 });
  }
  for (const round of rounds) {
    await Promise.all(lives.map((life, nth) => step(life, round.own[nth] ?? 'wait')));
    await passes(lives, round.shared);
    await expectRight(lives, () => price);
  }
  await clinic.calmDown();
  for (const ms of [0, 11 * 60_000, hour, 26 * hour]) {
    later(ms);
    await settle();
  }
  await expectRight(lives, ({ most }) => most);
}

describe.each(['after', 'at_booking'] as const)(`any of ${batches * abreast} histories of a card charged %s`, (chargeWhen) => {
  it('moves no appointment, takes no more than the price, and keeps nothing of a timely cancellation', async () => {
    const round = fc.record({ shared: fc.constantFrom(...shared), own: fc.array(fc.constantFrom(...own), { minLength: abreast, maxLength: abreast }) });
    await fc.assert(
      fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 10 }), (rounds) => live(rounds, chargeWhen)),
      // A batch that fails is told as it is: to shrink hundreds of steps would take hours.
      { numRuns: batches, seed: 20261123, endOnFailure: true },
    );
  }, 3_600_000);
});
