import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freeSlots } from '#domain/slots.ts';
import { cancelAppointment, rescheduleAppointment } from '#features/booking/change.server.ts';
import { holdSlot } from '#features/booking/hold.server.ts';
import { findOffer, slotQuestion } from '#features/booking/offer.server.ts';
import type { Tx } from '#ports/world.ts';
import { bookAsPatient, admitPractice, browser, details, type Practice } from '../../../../tests/world/clinic.ts';
import { startWorld, type TestWorld } from '../../../../tests/world/start-world.ts';
import { refreshListings } from './refresh.server.ts';
import { searchSpecialists, type Search } from '../search.server.ts';

const video: Search = {
  text: '', city: '', radiusKm: 0, modality: 'video', languages: [], maxPrice: null, minRating: 0, onDate: null, order: 'soonest', page: 1,
}; // prettier-ignore
const system = { kind: 'system', job: 'test' } as const;
const weekday = (days: number[], startsMinute: number, endsMinute: number) =>
  days.map((one) => ({ modality: 'video' as const, weekday: one, startsMinute, endsMinute }));

describe('what is kept of free hours', () => {
  let test: TestWorld;
  let practice: Practice;
  const first = async () => (await searchSpecialists(test.world, video)).hits[0]?.slots[0];
  const change = (work: (tx: Tx) => Promise<unknown>) => test.world.as(system, work).then(() => test.runDue());

  beforeAll(async () => {
    test = await startWorld({ now: new Date('2026-11-23T07:55:00Z') });
    practice = await admitPractice(test.world, { hours: weekday([1, 2, 3, 4, 5], 540, 720) });
    await test.runDue();
  });
  afterAll(() => test.stop());

  it('follows a hold, its end, a booking, a move and a cancellation', async () => {
    const free = await first();
    expect(free).toEqual(new Date('2026-11-23T10:00:00Z'));
    if (!free) return;
    await holdSlot(test.world, { browserHash: browser('ana'), locale: 'es' }, details(practice.videoService, free));
    await test.runDue();
    const next = await first();
    expect(next).toEqual(new Date('2026-11-24T08:00:00Z'));
    await test.moveTo(new Date('2026-11-23T08:10:01Z'));
    // The hold has ended; its hour is by now too near to be booked.
    expect(await first()).toEqual(new Date('2026-11-23T10:20:00Z'));

    const { appointmentId } = await bookAsPatient(test.world, details(practice.videoService, new Date('2026-11-23T10:20:00Z')));
    await test.runDue();
    expect(await first()).toEqual(new Date('2026-11-24T08:00:00Z'));
    await rescheduleAppointment(test.world, practice.actor, { appointmentId, startsAt: new Date('2026-11-24T08:00:00Z') });
    await test.runDue();
    expect(await first()).toEqual(new Date('2026-11-23T10:20:00Z'));
    await cancelAppointment(test.world, practice.actor, { appointmentId, expectedCostCents: 0 });
    await change((tx) => tx.insertInto('hour_exceptions').values({ id: test.world.ids.uuid(), specialist_id: practice.specialistId, kind: 'off', on_date: '2026-11-23' }).execute());
    expect(await first()).toEqual(new Date('2026-11-24T08:00:00Z'));
  });

  it('follows hours, notice, prices, names and who is admitted, whoever changes them', async () => {
    const { specialistId } = practice;
    await change((tx) => tx.updateTable('weekly_hours').set({ starts_minute: 600 }).where('specialist_id', '=', specialistId).execute());
    expect(await first()).toEqual(new Date('2026-11-24T09:00:00Z'));
    await change((tx) => tx.updateTable('specialist_settings').set({ minimum_notice_minutes: 48 * 60 }).where('specialist_id', '=', specialistId).execute());
    expect(await first()).toEqual(new Date('2026-11-25T09:00:00Z'));
    await change((tx) => tx.updateTable('services').set({ price_cents: 1234 }).where('id', '=', practice.videoService).execute());
    expect((await searchSpecialists(test.world, video)).hits[0]?.service.priceCents).toBe(1234);
    await change((tx) => tx.updateTable('specialists').set({ full_name: 'Úrsula Nueva' }).where('id', '=', specialistId).execute());
    expect((await searchSpecialists(test.world, { ...video, text: 'ursula' })).hits[0]?.name).toBe('Dra. Úrsula Nueva');
    await change((tx) => tx.updateTable('specialists').set({ video_enabled: false }).where('id', '=', specialistId).execute());
    expect((await searchSpecialists(test.world, video)).total).toBe(0);
    await change((tx) => tx.updateTable('specialists').set({ video_enabled: true, admitted_at: null }).where('id', '=', specialistId).execute());
    expect((await searchSpecialists(test.world, video)).total).toBe(0);
    await change((tx) => tx.updateTable('specialists').set({ admitted_at: test.clock.now() }).where('id', '=', specialistId).execute());
    await change((tx) => tx.updateTable('specialist_settings').set({ minimum_notice_minutes: 120 }).where('specialist_id', '=', specialistId).execute());
    expect(await first()).toEqual(new Date('2026-11-24T09:00:00Z'));
  });

  it('does not write again what only turned from held to booked', async () => {
    const held = await holdSlot(test.world, { browserHash: browser('eva'), locale: 'es' }, details(practice.videoService, new Date('2026-12-01T10:00:00Z')));
    expect(held.ok).toBe(true);
    await test.runDue();
    await test.world.as(system, (tx) => tx.updateTable('appointments').set({ status: 'booked', hold_expires_at: null }).where('status', '=', 'held').execute());
    const waiting = await test.world.as(system, (tx) => tx.selectFrom('listing_changes').selectAll().execute());
    expect(waiting).toEqual([]);
  });

  it('moves on with the clock, hour by hour and in one leap of weeks', async () => {
    await test.moveTo(new Date('2026-11-24T06:55:00Z'));
    expect(await first()).toEqual(new Date('2026-11-24T09:00:00Z'));
    await test.moveTo(new Date('2026-11-24T07:00:01Z'));
    expect(await first()).toEqual(new Date('2026-11-24T09:20:00Z'));
    await test.moveTo(new Date('2027-02-10T12:00:00Z'));
    expect(await first()).toEqual(new Date('2027-02-11T09:00:00Z'));
    expect((await searchSpecialists(test.world, { ...video, onDate: '2027-04-09' })).total).toBe(1);
    expect((await searchSpecialists(test.world, { ...video, onDate: '2027-04-14' })).total).toBe(0);
  });

  it('is worked at by several processes without losing a change', async () => {
    const many = await Promise.all([1, 2, 3, 4, 5, 6].map(() => admitPractice(test.world, { hours: weekday([1, 2, 3, 4, 5], 540, 720) })));
    await Promise.all([refreshListings(test.world), refreshListings(test.world), refreshListings(test.world)]);
    await refreshListings(test.world);
    expect((await searchSpecialists(test.world, video)).total).toBe(1 + many.length);
    await change((tx) => tx.updateTable('specialists').set({ admitted_at: null }).where('id', 'in', many.map((one) => one.specialistId)).execute());
  });
});

describe('one whose hours cannot be computed', () => {
  it('is set aside, and everybody else is found', async () => {
    const test = await startWorld();
    try {
      const people = await Promise.all([1, 2, 3].map(() => admitPractice(test.world)));
      await test.world.as(system, (tx) => tx.updateTable('specialists').set({ zone: 'Mars/Phobos' }).where('id', '=', people[1]?.specialistId ?? '').execute());
      await refreshListings(test.world);
      expect((await searchSpecialists(test.world, video)).total).toBe(2);
      expect(test.log.filter((entry) => JSON.stringify(entry).includes('listings not computed'))).toHaveLength(1);
      await test.world.as(system, (tx) => tx.updateTable('specialists').set({ zone: 'Europe/Madrid' }).where('zone', '=', 'Mars/Phobos').execute());
      await refreshListings(test.world);
      expect((await searchSpecialists(test.world, video)).total).toBe(3);
    } finally {
      await test.stop();
    }
  });
});

describe('soonest', () => {
  it('is what asking every agenda one by one would say, page by page, for clinics of any kind', async () => {
    const test = await startWorld();
    try {
      const hours = fc.array(fc.record({ weekday: fc.integer({ min: 1, max: 7 }), from: fc.integer({ min: 0, max: 46 }), length: fc.integer({ min: 1, max: 12 }) }), { minLength: 1, maxLength: 4 });
      const zones = fc.constantFrom('Europe/Madrid', 'Atlantic/Canary', 'America/Mexico_City', 'America/Tijuana');
      const people: Practice[] = [];
      await fc.assert(
        fc.asyncProperty(fc.array(fc.record({ hours, zone: zones }), { minLength: 6, maxLength: 8 }), fc.integer({ min: 1, max: 40 * 60 }), async (clinics, later) => {
          for (const clinic of clinics) {
            const spans = clinic.hours.map((one) => ({ weekday: one.weekday, startsMinute: one.from * 30, endsMinute: Math.min(1440, (one.from + one.length) * 30) }));
            people.push(await admitPractice(test.world, { zone: clinic.zone, hours: spans.map((span) => ({ modality: 'video', ...span })) }));
          }
          const some = people[later % people.length];
          const slot = some && (await naive(test, some))[0];
          if (some && slot) await holdSlot(test.world, { browserHash: browser(`b${people.length}`), locale: 'es' }, details(some.videoService, slot));
          await test.moveTo(new Date(test.clock.now().getTime() + later * 60_000));

          const wanted = await Promise.all(people.map(async (one) => ({ slug: one.admission.slug, slots: await naive(test, one) })));
          const pages = await Promise.all([1, 2].map((page) => searchSpecialists(test.world, { ...video, page })));
          const found = pages.flatMap((page) => page.hits);
          expect(found.map((hit) => hit.slots[0]?.getTime() ?? 0)).toEqual(
            wanted.map((one) => one.slots[0]?.getTime() ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b).map((at) => (Number.isFinite(at) ? at : 0)),
          );
          expect(new Set(found.map((hit) => hit.slug)).size).toBe(people.length);
          for (const hit of found) expect(hit.slots.slice(0, 12)).toEqual(wanted.find((one) => one.slug === hit.slug)?.slots.slice(0, Math.min(12, hit.slots.length)));
        }),
        { numRuns: 4, seed: 8 },
      );
    } finally {
      await test.stop();
    }
  });
});

/** Every free hour of the coming 61 days, from the agenda itself. */
function naive(test: TestWorld, practice: Practice): Promise<Date[]> {
  const now = test.clock.now();
  return test.world.as({ kind: 'visitor' }, async (tx) => {
    const offer = await findOffer(tx, practice.videoService);
    if (!offer) throw new Error('not offered');
    return freeSlots(await slotQuestion(tx, offer, { from: now, until: new Date(now.getTime() + 62 * 86_400_000) }, now));
  });
}
