import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { at, clock, everyDay, madrid, minute, naively, thursday } from '../../tests/world/slow-slots.ts';
import {
  freeSlots,
  groupByDay,
  isOfferedSlot,
  nearestSlots,
  practiceWarnings,
  type HourException,
  type SlotQuestion,
  type WeeklyHours,
} from './slots.ts';

const exception = (changes: Partial<HourException>): HourException => ({
  kind: 'off',
  modality: null,
  placeId: null,
  onDate: '2026-11-26',
  startsMinute: null,
  endsMinute: null,
  ...changes,
});
const atCentro = { modality: 'in_person', placeId: 'centro' } as const;
const inPerson = (placeId: string | null): WeeklyHours[] =>
  everyDay(540, 630).map((hours) => ({ ...hours, modality: 'in_person', placeId }));
const hoursOf = (changes: Partial<SlotQuestion>) => clock(madrid, freeSlots({ ...thursday, ...changes }));

describe('free slots of a day', () => {
  test.each<[string, Partial<SlotQuestion>, string[]]>([
    ['fill the hours', {}, ['09:00', '09:30', '10:00']],
    ['end with the hours', { durationMinutes: 45 }, ['09:00', '09:30']],
    ['start on the grid', { stepMinutes: 20 }, ['09:00', '09:20', '09:40', '10:00']],
    [
      'leave out what is taken',
      { busy: [{ startsAt: at('2026-11-26T08:30:00Z'), endsAt: at('2026-11-26T09:00:00Z') }] },
      ['09:00', '10:00'],
    ],
    [
      'keep the buffer before and after what is taken',
      {
        stepMinutes: 10,
        bufferMinutes: 10,
        busy: [{ startsAt: at('2026-11-26T08:45:00Z'), endsAt: at('2026-11-26T08:50:00Z') }],
      },
      ['09:00', '10:00'],
    ],
    ['keep the minimum notice', { now: at('2026-11-26T06:20:00Z'), minimumNoticeMinutes: 120 }, ['09:30', '10:00']],
    ['never lie in the past', { now: at('2026-11-26T08:01:00Z') }, ['09:30', '10:00']],
    ['reach to the last day of the horizon', { horizonDays: 6 }, ['09:00', '09:30', '10:00']],
    ['and not beyond it', { horizonDays: 5 }, []],
    ['none on a day off', { exceptions: [exception({})] }, []],
    ['none in an hour off', { exceptions: [exception({ startsMinute: 560, endsMinute: 575 })] }, ['10:00']],
    [
      'a day off for the other modality changes nothing',
      { exceptions: [exception({ modality: 'in_person' })] },
      ['09:00', '09:30', '10:00'],
    ],
    [
      'a day off on another date changes nothing',
      { exceptions: [exception({ onDate: '2026-11-27' })] },
      ['09:00', '09:30', '10:00'],
    ],
    [
      'extra hours add to them and join on',
      { durationMinutes: 60, exceptions: [exception({ kind: 'extra', modality: 'video', startsMinute: 630, endsMinute: 690 })] },
      ['09:00', '09:30', '10:00', '10:30'],
    ],
    [
      'time off wins over extra hours',
      { exceptions: [exception({}), exception({ kind: 'extra', modality: 'video', startsMinute: 900, endsMinute: 960 })] },
      [],
    ],
    [
      'overlapping hours give each slot once',
      { hours: [...everyDay(540, 600), ...everyDay(540, 630)] },
      ['09:00', '09:30', '10:00'],
    ],
    ['none without hours of that modality', { modality: 'in_person' }, []],
    ['none where the question ends before it begins', { from: thursday.until, until: thursday.from }, []],
    ['hours of a place hold nothing for another', { ...atCentro, hours: inPerson('norte') }, []],
    ['hours of the place do', { ...atCentro, hours: inPerson('centro') }, ['09:00', '09:30', '10:00']],
    ['hours without a place hold at any', { ...atCentro, hours: inPerson(null) }, ['09:00', '09:30', '10:00']],
    [
      'a day off at the other place changes nothing',
      { ...atCentro, hours: inPerson('centro'), exceptions: [exception({ modality: 'in_person', placeId: 'norte' })] },
      ['09:00', '09:30', '10:00'],
    ],
    [
      'a day off at this place closes it',
      { ...atCentro, hours: inPerson(null), exceptions: [exception({ modality: 'in_person', placeId: 'centro' })] },
      [],
    ],
    [
      'extra hours at the other place open nothing here',
      {
        ...atCentro,
        hours: [],
        exceptions: [exception({ kind: 'extra', modality: 'in_person', placeId: 'norte', startsMinute: 540, endsMinute: 630 })],
      },
      [],
    ],
    [
      'hours until midnight join those of the next morning',
      { hours: [...everyDay(1410, 1440), ...everyDay(0, 30)], durationMinutes: 60 },
      ['23:30'],
    ],
  ])('%s', (_, changes, expected) => {
    expect(hoursOf(changes)).toEqual(expected);
  });

  test('the question asked once more at booking says the same', () => {
    expect(isOfferedSlot(thursday, at('2026-11-26T08:30:00Z'))).toBe(true);
    expect(isOfferedSlot(thursday, at('2026-11-26T08:31:00Z'))).toBe(false);
    expect(isOfferedSlot({ ...thursday, horizonDays: 1 }, at('2026-11-26T08:30:00Z'))).toBe(false);
  });

  test('the practice is warned outside the hours and in a buffer, and may book all the same', () => {
    const busy = [{ startsAt: at('2026-11-26T08:00:00Z'), endsAt: at('2026-11-26T08:30:00Z') }];
    const question = { ...thursday, busy, bufferMinutes: 10 };
    expect(practiceWarnings(question, at('2026-11-26T08:41:00Z'))).toEqual([]);
    expect(practiceWarnings(question, at('2026-11-26T08:35:00Z'))).toEqual(['into-buffer']);
    expect(practiceWarnings(question, at('2026-11-26T09:10:00Z'))).toEqual(['outside-hours']);
    expect(practiceWarnings(question, at('2026-11-26T07:25:00Z'))).toEqual(['outside-hours', 'into-buffer']);
  });

  test.each<[string, Partial<SlotQuestion>, { beforeMinutes?: number; afterMinutes?: number }, string[]]>([
    ['no rest at all', {}, {}, ['09:00', '10:00']],
    ['the service rests after itself: not right before another', { afterMinutes: 5 }, {}, ['10:00']],
    ['it prepares before itself: not right after another', { beforeMinutes: 5 }, {}, ['09:00']],
    ['the other one rests after itself', {}, { afterMinutes: 20 }, ['09:00']],
    ['the other one prepares before itself', {}, { beforeMinutes: 20 }, ['10:00']],
    [
      'the longest of all holds, they are not added',
      { bufferMinutes: 10, beforeMinutes: 30, stepMinutes: 5, until: at('2026-11-26T09:15:00Z'), hours: everyDay(600, 690) },
      { afterMinutes: 20 },
      [],
    ],
    [
      'as soon as the longest is over',
      { bufferMinutes: 10, beforeMinutes: 30, stepMinutes: 30, hours: everyDay(630, 690) },
      { afterMinutes: 20 },
      ['10:30', '11:00'],
    ],
  ])('rest around one service: %s', (_, change, rests, free) => {
    const busy = [{ startsAt: at('2026-11-26T08:30:00Z'), endsAt: at('2026-11-26T09:00:00Z'), ...rests }];
    expect(clock(madrid, freeSlots({ ...thursday, busy, ...change }))).toEqual(free);
  });

  test('who lost a slot is offered the nearest ones, in the order of time', () => {
    const slots = ['08:00', '09:00', '12:00', '13:00'].map((hour) => at(`2026-11-26T${hour}:00Z`));
    expect(nearestSlots(slots, at('2026-11-26T10:00:00Z'), 3)).toEqual([slots[0], slots[1], slots[2]]);
    expect(nearestSlots([], at('2026-11-26T10:00:00Z'), 3)).toEqual([]);
  });

  test('slots are grouped by the day of whoever looks', () => {
    const slots = [at('2026-11-26T04:00:00Z'), at('2026-11-26T07:00:00Z')];
    expect(groupByDay(slots, madrid)).toEqual([{ date: '2026-11-26', slots }]);
    expect(groupByDay(slots, 'America/Mexico_City').map((day) => day.date)).toEqual(['2026-11-25', '2026-11-26']);
  });
});

test('whatever the hours, exceptions and appointments: all slots are right and none is missing', () => {
  const quarter = (max: number) => fc.integer({ min: 0, max }).map((steps) => steps * 15);
  const span = fc
    .tuple(quarter(94), quarter(16))
    .map(([start, length]) => ({ startsMinute: start, endsMinute: Math.min(1440, start + 15 + length) }));
  /** By video, in person anywhere, at the one place or the other; a service in person is always at one. */
  const where = fc.constantFrom<Pick<WeeklyHours, 'modality' | 'placeId'>>(
    { modality: 'video', placeId: null },
    { modality: 'in_person', placeId: null },
    { modality: 'in_person', placeId: 'centro' },
    { modality: 'in_person', placeId: 'norte' },
  );
  const question = fc.record({
    zone: fc.constantFrom(madrid, 'America/Tijuana', 'Pacific/Auckland', 'America/Havana'),
    hours: fc.array(fc.tuple(span, fc.integer({ min: 1, max: 7 }), where), { maxLength: 8 }),
    extra: fc.array(fc.tuple(span, where), { maxLength: 3 }),
    off: fc.array(fc.tuple(fc.option(span, { nil: { startsMinute: null, endsMinute: null }, freq: 6 }), fc.option(where)), {
      maxLength: 3,
    }),
    service: where,
    durationMinutes: fc.constantFrom(15, 30, 45, 60),
    stepMinutes: fc.constantFrom(15, 20, 25, 45),
    bufferMinutes: fc.constantFrom(0, 5, 15),
    beforeMinutes: fc.constantFrom(0, 10, 20),
    afterMinutes: fc.constantFrom(0, 10, 20),
    minimumNoticeMinutes: fc.constantFrom(0, 120, 1440),
    horizonDays: fc.constantFrom(1, 2, 9),
    busy: fc.array(
      fc.tuple(fc.integer({ min: 0, max: 700 }), fc.integer({ min: 1, max: 20 }), fc.constantFrom(0, 25), fc.constantFrom(0, 10)),
      {
        maxLength: 8,
      },
    ),
    start: fc.constantFrom('2026-10-24T12:00:00Z', '2026-11-01T00:00:00Z', '2027-03-27T18:00:00Z', '2027-04-03T06:00:00Z'),
  });
  fc.assert(
    fc.property(question, ({ hours, extra, off, busy, start, service, ...rest }) => {
      const from = at(start);
      const day = at(start).toISOString().slice(0, 10);
      const asked: SlotQuestion = {
        ...rest,
        hours: hours.map(([stretch, weekday, at]) => ({ ...stretch, ...at, weekday })),
        exceptions: [
          ...extra.map(([stretch, at]) => exception({ ...stretch, ...at, kind: 'extra', onDate: day })),
          ...off.map(([stretch, at]) => exception({ ...stretch, ...at, onDate: day })),
        ],
        ...service,
        busy: busy.map(([begin, length, beforeMinutes, afterMinutes]) => ({
          beforeMinutes,
          afterMinutes,
          startsAt: new Date(from.getTime() + begin * 5 * minute),
          endsAt: new Date(from.getTime() + (begin + length) * 5 * minute),
        })),
        now: from,
        from,
        until: new Date(from.getTime() + 2 * 86_400_000),
      };
      expect(freeSlots(asked)).toEqual(naively(asked, 5));
    }),
    { numRuns: process.env['PROVE'] ? 10_000 : 80, seed: 26 },
  );
});

test('a month beside twelve months of appointments takes milliseconds at most', () => {
  const busy = Array.from({ length: 2920 }, (_, index) => {
    const startsAt = new Date(at('2026-05-01T07:00:00Z').getTime() + index * 180 * minute);
    return { startsAt, endsAt: new Date(startsAt.getTime() + 30 * minute) };
  });
  const question = { ...thursday, hours: everyDay(540, 1200), stepMinutes: 20, busy, until: at('2026-12-26T23:00:00Z') };
  freeSlots(question);
  const times = Array.from({ length: 20 }, () => {
    const before = performance.now();
    freeSlots(question);
    return performance.now() - before;
  });
  expect(Math.min(...times)).toBeLessThan(5);
});
