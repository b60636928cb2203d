import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Stripe from 'stripe';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import type { Actor } from '#domain/people.ts';
import { takeAmount } from '#features/payments/amount.server.ts';
import { catchUpOnNews, replayCardEvents } from '#features/payments/news/events.server.ts';
import { giveBack } from '#features/payments/refund.server.ts';
import { hour, monday, pay, startCardClinic } from '../world/card-clinic.ts';

const full = Boolean(process.env['PROVE']);
const clinic = await startCardClinic();
const { test, world, stripe, here, settle, practiceWith, bookedByPractice, page, row, payments, complete, post, moveBy } = clinic;
const sdk = new Stripe('sk_test_rehearsal', { protocol: 'http', host: '127.0.0.1', port: stripe.port, telemetry: false });
const system: Actor = { kind: 'system', job: 'test' };
const folder = mkdtempSync(join(tmpdir(), 'payer-'));
const minute = 60_000;
beforeEach(async () => {
  test.clock.moveTo(monday);
  // Each test begins in the same week: what the one before has seen of the future is forgotten.
  await world.as(system, (tx) => tx.deleteFrom('installation').where('name', '=', 'card-events').execute());
});
afterEach(async () => {
  stripe.webhooks.sendTo(`${world.settings.publicOrigin}/hooks/stripe`);
  await clinic.calmDown();
});
afterAll(async () => {
  await clinic.stop();
  rmSync(folder, { recursive: true });
});

/** Starts of next week that no other appointment of this practice has. */
function* starts(): Generator<Date> {
  for (let nth = 0; nth < 60; nth++) yield new Date(Date.parse('2026-11-30T09:00:00+01:00') + (nth % 5) * 24 * hour + Math.floor(nth / 5) * 40 * minute);
}

/** Every event that the provider has about this appointment's money, the oldest first. */
async function eventsOf(appointmentId: string): Promise<Stripe.Event[]> {
  const found: Stripe.Event[] = [];
  for await (const event of sdk.events.list({ limit: 100 })) found.push(event);
  const named = found.filter((event) => objectOf(event).metadata?.['appointmentId'] === appointmentId);
  const ids = new Set(named.map((event) => objectOf(event).id));
  return found.filter((event) => named.includes(event) || ids.has(objectOf(event).payment_intent ?? '')).reverse();
}
const objectOf = ({ data }: Stripe.Event) => data.object as { id: string; metadata?: Record<string, string>; payment_intent?: string };

/** A process of the product that does what is due and dies in the middle of moving money. */
async function dieMovingMoney(): Promise<void> {
  const { rehearsal, config } = test;
  const aheadFile = join(folder, 'ahead');
  writeFileSync(aheadFile, '0');
  const orders = {
    urls: test.database.urls,
    config: { ...config, appKey: [...config.appKey], masterKey: [...config.masterKey] },
    productNow: test.clock.now().toISOString(),
    aheadFile,
    smtp: { host: rehearsal.smtp.host, port: rehearsal.smtp.port },
    smsapi: null,
    twilio: { url: rehearsal.twilio.url, accountSid: 'AC00000000000000000000000000000000', authToken: 'rehearsal-token' },
    stripePort: stripe.port,
  };
  const child = spawn(process.execPath, [join(import.meta.dirname, 'killed-worker.ts')], {
    env: { ...process.env, ORDERS: JSON.stringify(orders) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  expect(await new Promise((ended) => child.on('exit', (_code, signal) => ended(signal)))).toBe('SIGKILL');
}

const lives = full ? 34 : 1;
const kills = full ? lives * 3 : 1;
it(
  `a process killed ${kills} times between the provider's answer and the commit moves each amount once (fault 54, quality 71)`,
  { timeout: 3_600_000 },
  async () => {
    await practiceWith({ chargeWhen: 'after' });
    const free = starts();
    for (let life = 0; life < lives; life++) {
      test.clock.moveTo(monday);
      const appointmentId = await bookedByPractice(free.next().value as Date);
      const { starts_at: startsAt } = await row(appointmentId);
      await pay((await page(appointmentId)).url);
      await settle();
      // The price set aside, part of it taken, part of that given back: a death at each.
      test.clock.moveTo(new Date(startsAt.getTime() - 47 * hour));
      if (full) await dieMovingMoney();
      else await test.runDue();
      await moveBy(6 * minute);
      expect((await payments(appointmentId)).filter((one) => one.kind === 'hold')).toMatchObject([{ status: 'done' }]);
      await complete(appointmentId);
      expect(await takeAmount(world, here().actor, { appointmentId, amountCents: 3000 })).toMatchObject({ ok: true });
      await dieMovingMoney();
      await moveBy(6 * minute);
      expect(await giveBack(world, here().actor, { appointmentId, amountCents: 1000 })).toMatchObject({ ok: true });
      if (full) await dieMovingMoney();
      await moveBy(6 * minute);
      await settle();
      const taken = (await payments(appointmentId)).filter((one) => one.kind === 'charge');
      expect(taken).toMatchObject([{ amount_cents: 3000, refunded_cents: 1000, status: 'done' }]);
      const events = await eventsOf(appointmentId);
      const made = (type: string) => new Set(events.filter((one) => one.type === type).map((one) => objectOf(one).id)).size;
      expect({ intents: made('payment_intent.created'), refunds: made('refund.created') }).toEqual({ intents: 1, refunds: 1 });
    }
  },
);

const orders = [...permutations([0, 1, 2, 3])];
const rounds = full ? 9 : 1;
const tried = full ? orders : orders.filter((_one, at) => at % 12 === 11);
it(
  `news three days late, ${tried.length} orders of ${rounds * 4} events in 5 copies each: the state is that of the order they were sent in (fault 50)`,
  { timeout: 3_600_000 },
  async () => {
    for (let round = 0; round < rounds; round++) {
      await practiceWith({ chargeWhen: 'at_booking' });
      test.clock.moveTo(monday);
      const free = starts();
      const told: { appointmentId: string; events: Stripe.Event[] }[] = [];
      stripe.webhooks.sendTo(null);
      for (const order of tried) {
        const appointmentId = await bookedByPractice(free.next().value as Date);
        const { url, paymentId } = await page(appointmentId);
        await pay(url);
        const intent = (await eventsOf(appointmentId)).find(({ type }) => type === 'payment_intent.succeeded');
        if (!intent) throw new Error('nothing was paid');
        await sdk.refunds.create({ payment_intent: objectOf(intent).id, amount: 1000 }, { idempotencyKey: `desk ${paymentId}` });
        const all = await eventsOf(appointmentId);
        const mine = ['payment_intent.created', 'checkout.session.completed', 'payment_intent.succeeded', 'charge.refunded'].map((wanted) =>
          all.find(({ type }) => type === wanted),
        );
        told.push({ appointmentId, events: order.map((at) => mine[at]).filter((one) => one !== undefined) });
      }
      expect(told.every(({ events }) => events.length === 4)).toBe(true);
      // Nobody was there to ask: the news are all there is.
      test.clock.moveTo(new Date(monday.getTime() + 72 * hour));
      for (const half of [0, 2]) {
        for (const { events } of told) {
          for (const event of events.slice(half, half + 2)) {
            for (let copy = 0; copy < 5; copy++) expect(await post(JSON.stringify(event))).toBe(200);
          }
        }
        await test.composed.engine.runDue({ ...world, cards: { ...world.cards, eventsSince: () => Promise.resolve([]) } });
      }
      await moveBy(11 * minute);
      await test.runDue();
      for (const { appointmentId } of told) {
        expect(await row(appointmentId)).toMatchObject({ status: 'booked', payment: 'paid', confirmation: 'given' });
        expect(await payments(appointmentId)).toMatchObject([{ status: 'done', refunded_cents: 1000 }]);
      }
    }
  },
);

const off = full ? 100 : 8;
it(
  `no webhook for a day: ${off} payments and their refunds are right with the first look after it (fault 55, quality 72)`,
  { timeout: 3_600_000 },
  async () => {
    await test.runDue();
    stripe.webhooks.sendTo(null);
    let free = starts();
    const booked: string[] = [];
    for (let nth = 0; nth < off; nth++) {
      if (nth % 50 === 0) {
        await practiceWith({ chargeWhen: 'at_booking' });
        free = starts();
      }
      const appointmentId = await bookedByPractice(free.next().value as Date);
      await pay((await page(appointmentId)).url);
      booked.push(appointmentId);
    }
    // Every second one is given back in part on the provider's own pages, of which only news tells.
    const intents = new Map<string, string>();
    for await (const event of sdk.events.list({ type: 'payment_intent.succeeded', limit: 100 })) {
      const { id, metadata } = event.data.object as Stripe.PaymentIntent;
      intents.set(metadata['appointmentId'] ?? '', id);
    }
    for (const appointmentId of booked.filter((_one, at) => at % 2 === 0)) {
      await sdk.refunds.create({ payment_intent: intents.get(appointmentId) ?? '', amount: 1000 });
    }
    await moveBy(24 * hour);
    await test.runDue();
    for (const [at, appointmentId] of booked.entries()) {
      expect(await row(appointmentId)).toMatchObject({ status: 'booked', payment: 'paid', confirmation: 'given' });
      expect(await payments(appointmentId)).toMatchObject([{ status: 'done', refunded_cents: at % 2 === 0 ? 1000 : 0 }]);
    }
  },
);

it('a copy that knows nothing of a charge learns of it from the provider before anything is due, and takes nothing again (fault 56)', async () => {
  await practiceWith({ chargeWhen: 'after' });
  await test.runDue();
  const appointmentId = await bookedByPractice(starts().next().value as Date);
  await pay((await page(appointmentId)).url);
  await settle();
  const before = await row(appointmentId);
  await complete(appointmentId);
  const seen = await world.as(system, (tx) => tx.selectFrom('installation').selectAll().where('name', '=', 'card-events').executeTakeFirstOrThrow());
  expect(await takeAmount(world, here().actor, { appointmentId, amountCents: 5500 })).toMatchObject({ ok: true });
  await settle();
  const taken = (await payments(appointmentId)).find((one) => one.kind === 'charge');
  // As yesterday's copy has it: the card is there, nothing of what came after.
  await world.as(system, async (tx) => {
    await tx.deleteFrom('receipts').where('payment_id', '=', taken?.id ?? '').execute();
    await tx.deleteFrom('payments').where('id', '=', taken?.id ?? '').execute();
    await tx.deleteFrom('card_events').where('received_at', '>', before.starts_at).execute();
    await tx.updateTable('appointments').set({ payment: before.payment }).where('id', '=', appointmentId).execute();
    await tx.updateTable('installation').set({ value: JSON.stringify(seen.value) }).where('name', '=', 'card-events').execute();
  });
  test.clock.moveTo(new Date(before.ends_at.getTime() + 80 * hour));
  await catchUpOnNews(world);
  await test.runDue();
  await settle();
  expect(await payments(appointmentId)).toMatchObject([{ kind: 'card' }, { id: taken?.id, kind: 'charge', status: 'done', amount_cents: 5500 }]);
  expect(await row(appointmentId)).toMatchObject({ payment: 'paid' });
  const intents = (await eventsOf(appointmentId)).filter((one) => one.type === 'payment_intent.succeeded');
  expect(intents).toHaveLength(1);
});

it('stored news can be worked on again, and change nothing that is right', async () => {
  await practiceWith({ chargeWhen: 'at_booking' });
  const appointmentId = await bookedByPractice(starts().next().value as Date);
  await pay((await page(appointmentId)).url);
  await settle();
  const before = await payments(appointmentId);
  const waiting = () =>
    world.as(system, (tx) => tx.selectFrom('card_events').select('id').where('processed_at', 'is', null).execute());
  expect(await replayCardEvents(world, { from: monday, until: new Date(monday.getTime() + hour) })).toBeGreaterThan(1);
  expect((await waiting()).length).toBeGreaterThan(1);
  await moveBy(11 * minute);
  await test.runDue();
  expect(await waiting()).toEqual([]);
  expect(await payments(appointmentId)).toEqual(before);
});

function* permutations<Item>(items: Item[]): Generator<Item[]> {
  if (items.length <= 1) yield items;
  else
    for (const [at, first] of items.entries()) {
      for (const rest of permutations([...items.slice(0, at), ...items.slice(at + 1)])) yield [first, ...rest];
    }
}
