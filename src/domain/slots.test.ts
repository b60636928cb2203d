import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
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
import { instantToWall, weekdayOf } from './time.ts';

const madrid = 'Europe/Madrid';
const minute = 60_000;
const at = (iso: string) => new Date(iso);
const everyDay = (startsMinute: number, endsMinute: number): WeeklyHours[] =>
  [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ modality: 'video', weekday, startsMinute, endsMinute }));

/** Thursday 26 November 2026, hours from 9:00 to 10:30. */
const thursday: SlotQuestion = {
  zone: madrid,
  hours: everyDay(540, 630),
  exceptions: [],
  modality: 'video',
  durationMinutes: 30,
  stepMinutes: 30,
  bufferMinutes: 0,
  minimumNoticeMinutes: 0,
  horizonDays: 60,
  busy: [],
  now: at('2026-11-20T08:00:00Z'),
  from: at('2026-11-25T23:00:00Z'),
  until: at('2026-11-26T23:00:00Z'),
};
const exception = (changes: Partial<HourException>): HourException => ({
  kind: 'off',
  modality: null,
  onDate: '2026-11-26',
  startsMinute: null,
  endsMinute: null,
  ...changes,
});
const clock = (zone: string, slots: Date[]) => slots.map((slot) => instantToWall(zone, slot).text.slice(11));
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

describe('when the clocks change', () => {
  const night = { ...thursday, hours: everyDay(120, 180), now: at('2026-10-20T00:00:00Z') };

  test('Madrid 2026-10-25: 02:30 happens twice and is offered twice', () => {
    const slots = freeSlots({ ...night, from: at('2026-10-24T22:00:00Z'), until: at('2026-10-25T23:00:00Z') });
    expect(slots.filter((slot) => instantToWall(madrid, slot).minute === 150).map((slot) => slot.toISOString())).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-25T01:30:00.000Z',
    ]);
  });

  test('Madrid 2027-03-28: 02:30 does not exist and is not offered', () => {
    const spring = {
      ...night,
      now: at('2027-03-20T00:00:00Z'),
      from: at('2027-03-27T23:00:00Z'),
      until: at('2027-03-28T22:00:00Z'),
    };
    expect(freeSlots(spring)).toEqual([]);
    expect(clock(madrid, freeSlots({ ...spring, hours: everyDay(60, 240) }))).toEqual(['01:00', '01:30', '03:00', '03:30']);
  });

  test('the grid of the hours goes on over the change, without a start of its own', () => {
    const spring = { ...night, hours: everyDay(60, 300), stepMinutes: 45, now: at('2027-03-20T00:00:00Z') };
    const slots = freeSlots({ ...spring, from: at('2027-03-27T23:00:00Z'), until: at('2027-03-28T22:00:00Z') });
    expect(clock(madrid, slots)).toEqual(['01:00', '01:45', '03:15', '04:00']);
  });

  test('a slot over the end of the repeated stretch stays inside the hours', () => {
    const slots = freeSlots({
      ...night,
      hours: everyDay(60, 150),
      durationMinutes: 60,
      from: at('2026-10-24T22:00:00Z'),
      until: at('2026-10-25T23:00:00Z'),
    });
    expect(slots.map((slot) => slot.toISOString())).toEqual(['2026-10-24T23:00:00.000Z', '2026-10-24T23:30:00.000Z']);
  });

  const zones = `Europe/Madrid Atlantic/Canary America/Tijuana America/Ciudad_Juarez America/New_York America/Santiago
    America/Havana Africa/Cairo Asia/Beirut Australia/Lord_Howe Pacific/Auckland Africa/Casablanca`.split(/\s+/);
  test.each(zones)('%s, every change from 2024 to 2031: exactly the slots whose every minute lies in the hours', (zone) => {
    let change = Temporal.ZonedDateTime.from(`2024-01-01T00:00[${zone}]`).getTimeZoneTransition('next');
    for (; change && change.year <= 2031; change = change.getTimeZoneTransition('next')) {
      const from = new Date(change.epochMilliseconds - 6 * 60 * minute);
      const until = new Date(change.epochMilliseconds + 6 * 60 * minute);
      for (const hours of [everyDay(0, 1440), everyDay(30, 150)]) {
        const question = { ...thursday, zone, hours, now: new Date(from.getTime() - 5 * 86_400_000), from, until };
        expect(freeSlots(question)).toEqual(naively(question, 10));
      }
    }
  });
});

test('whatever the hours, exceptions and appointments: all slots are right and none is missing', () => {
  const quarter = (max: number) => fc.integer({ min: 0, max }).map((steps) => steps * 15);
  const span = fc
    .tuple(quarter(94), quarter(16))
    .map(([start, length]) => ({ startsMinute: start, endsMinute: Math.min(1440, start + 15 + length) }));
  const question = fc.record({
    zone: fc.constantFrom(madrid, 'America/Tijuana', 'Pacific/Auckland', 'America/Havana'),
    hours: fc.array(fc.tuple(span, fc.integer({ min: 1, max: 7 })), { maxLength: 6 }),
    extra: fc.array(span, { maxLength: 2 }),
    off: fc.array(span, { maxLength: 2 }),
    durationMinutes: fc.constantFrom(15, 30, 45, 60),
    stepMinutes: fc.constantFrom(15, 20, 25, 45),
    bufferMinutes: fc.constantFrom(0, 5, 15),
    minimumNoticeMinutes: fc.constantFrom(0, 120, 1440),
    horizonDays: fc.constantFrom(1, 2, 9),
    busy: fc.array(fc.tuple(fc.integer({ min: 0, max: 700 }), fc.integer({ min: 1, max: 20 })), { maxLength: 8 }),
    start: fc.constantFrom('2026-10-24T12:00:00Z', '2026-11-01T00:00:00Z', '2027-03-27T18:00:00Z', '2027-04-03T06:00:00Z'),
  });
  fc.assert(
    fc.property(question, ({ hours, extra, off, busy, start, ...rest }) => {
      const from = at(start);
      const day = at(start).toISOString().slice(0, 10);
      const asked: SlotQuestion = {
        ...rest,
        hours: hours.map(([stretch, weekday]) => ({ ...stretch, weekday, modality: 'video' })),
        exceptions: [
          ...extra.map((stretch) => exception({ ...stretch, kind: 'extra', modality: 'video', onDate: day })),
          ...off.map((stretch) => exception({ ...stretch, onDate: day })),
        ],
        modality: 'video',
        busy: busy.map(([begin, length]) => ({
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

/** The rule said again as slowly and plainly as can be: look at every `grain` minutes of the clock on the wall. */
function naively(question: SlotQuestion, grain: number): Date[] {
  const { zone, durationMinutes, bufferMinutes } = question;
  const walls = new Map<number, { date: string; minute: number; open: boolean; start: boolean }>();
  const wallAt = (ms: number) => {
    const known = walls.get(ms);
    if (known) return known;
    const { date, minute: now } = instantToWall(zone, new Date(ms));
    const stretches = [
      ...question.hours.filter((hours) => hours.weekday === weekdayOf(date)),
      ...question.exceptions.filter((one) => one.kind === 'extra' && one.onDate === date),
    ].filter(({ startsMinute, endsMinute }) => (startsMinute ?? 0) <= now && now < (endsMinute ?? 1440));
    const off = question.exceptions.some(
      (one) => one.kind === 'off' && one.onDate === date && (one.startsMinute ?? 0) <= now && now < (one.endsMinute ?? 1440),
    );
    const wall = {
      date,
      minute: now,
      open: stretches.length > 0 && !off,
      start: stretches.some((stretch) => (now - (stretch.startsMinute ?? 0)) % question.stepMinutes === 0),
    };
    walls.set(ms, wall);
    return wall;
  };
  const today = instantToWall(zone, question.now).date;
  const slots: Date[] = [];
  for (let start = question.from.getTime(); start < question.until.getTime(); start += grain * minute) {
    const end = start + durationMinutes * minute;
    const wall = wallAt(start);
    if (!wall.start || start < question.now.getTime() + question.minimumNoticeMinutes * minute) continue;
    if ((Date.parse(wall.date) - Date.parse(today)) / 86_400_000 > question.horizonDays) continue;
    let inside = true;
    for (let moment = start; moment < end && inside; moment += grain * minute) inside = wallAt(moment).open;
    const taken = question.busy.some(
      (busy) => start < busy.endsAt.getTime() + bufferMinutes * minute && busy.startsAt.getTime() - bufferMinutes * minute < end,
    );
    if (inside && !taken) slots.push(new Date(start));
  }
  return slots;
}
