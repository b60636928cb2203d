import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openingOf } from './openings.ts';
import { freeSlots, type SlotQuestion } from './slots.ts';
import { addDays, dayOfInstant } from './time.ts';

const base: Omit<SlotQuestion, 'from' | 'until'> = {
  zone: 'Europe/Madrid',
  hours: [1, 2, 3, 4, 5].map((weekday) => ({
    modality: 'video' as const,
    placeId: null,
    weekday,
    startsMinute: 540,
    endsMinute: 720,
  })),
  exceptions: [],
  modality: 'video',
  placeId: null,
  durationMinutes: 30,
  stepMinutes: 20,
  bufferMinutes: 0,
  beforeMinutes: 0,
  afterMinutes: 0,
  minimumNoticeMinutes: 120,
  horizonDays: 60,
  busy: [],
  now: new Date('2026-11-23T07:00:00Z'),
};

describe('what search keeps of free hours', () => {
  it('holds the next hours without a gap and the first two of each day of the week', () => {
    const opening = openingOf(base, 0);
    const all = freeSlots({ ...base, from: base.now, until: new Date(base.now.getTime() + 61 * 86_400_000) });
    expect(opening.free.slice(0, 24)).toEqual(all.slice(0, 24));
    expect(opening.denseUntil).toEqual(all[23]);
    for (const date of ['2026-11-26', '2026-11-27', '2026-11-30']) {
      const ofDay = all.filter((slot) => dayOfInstant('Europe/Madrid', slot) === date);
      expect(opening.free).toEqual(expect.arrayContaining(ofDay.slice(0, 2)));
    }
  });

  it('is computed again in the day after tomorrow’s night at the latest, the many spread over a day', () => {
    expect(openingOf(base, 0).refreshAt).toEqual(new Date('2026-11-23T23:00:00Z'));
    expect(openingOf(base, 0.5).refreshAt).toEqual(new Date('2026-11-24T11:00:00Z'));
  });

  it('says that nothing is left out where few hours are free, and looks again when the horizon moves', () => {
    const few = openingOf({ ...base, horizonDays: 1 }, 0.9);
    expect(few.denseUntil).toBeNull();
    expect(few.refreshAt).toEqual(new Date('2026-11-23T23:00:00Z'));
    expect(openingOf({ ...base, hours: [] }, 0)).toMatchObject({ free: [], denseUntil: null, days: [] });
  });

  it('agrees with the slots of every day, whatever the zone and the hour (both changes of the clock included)', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('Europe/Madrid', 'Atlantic/Canary', 'America/Mexico_City', 'America/Tijuana', 'Australia/Lord_Howe'),
        fc.date({ min: new Date('2026-03-20T00:00:00Z'), max: new Date('2026-11-30T00:00:00Z'), noInvalidDate: true }),
        fc.integer({ min: 1, max: 20 }),
        (zone, now, horizonDays) => {
          const question = {
            ...base,
            zone,
            now,
            horizonDays,
            hours: [...base.hours, { modality: 'video' as const, placeId: null, weekday: 7, startsMinute: 0, endsMinute: 1440 }],
          };
          const opening = openingOf(question, 0);
          const today = dayOfInstant(zone, now);
          const slots = freeSlots({
            ...question,
            horizonDays: horizonDays + 2,
            from: now,
            until: new Date(now.getTime() + (horizonDays + 5) * 86_400_000),
          });
          const days = [...Map.groupBy(slots, (slot) => dayOfInstant(zone, slot))].map(([date, [first]]) => ({ date, first }));
          expect(opening.days).toEqual(days);
          expect(opening.free.every((slot) => dayOfInstant(zone, slot) <= addDays(today, horizonDays))).toBe(true);
          expect(opening.free[0]).toEqual(slots.find((slot) => dayOfInstant(zone, slot) <= addDays(today, horizonDays)));
        },
      ),
      { numRuns: 25 },
    );
  });
});
