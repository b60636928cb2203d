import { describe, expect, test } from 'vitest';
import { at, clock, everyDay, madrid, minute, naively, thursday } from '../../tests/world/slow-slots.ts';
import { freeSlots, groupByDay } from './slots.ts';
import { dayOfInstant, formatHour, instantToWall, sameWallTime, wallToInstant } from './time.ts';

const zones =
  `Europe/Madrid Atlantic/Canary America/Tijuana America/Ciudad_Juarez America/Asuncion America/Santiago America/Havana
  Africa/Cairo Asia/Beirut Australia/Lord_Howe Pacific/Auckland Africa/Casablanca`.split(/\s+/);

/** Every change of the clock of a zone from 2024 to 2031. */
function changesOf(zone: string): Temporal.ZonedDateTime[] {
  const changes: Temporal.ZonedDateTime[] = [];
  let change = Temporal.ZonedDateTime.from(`2024-01-01T00:00[${zone}]`).getTimeZoneTransition('next');
  for (; change && change.year <= 2031; change = change.getTimeZoneTransition('next')) changes.push(change);
  return changes;
}

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

  /** The night of a change, hours from 0:00 to 5:00, a slot every half hour: what the wall shows, and how often. */
  test.each<[string, string, string]>([
    ['Europe/Madrid', '2026-10-25', '00:00 00:30 01:00 01:30 02:00 02:30 02:00 02:30 03:00 03:30 04:00 04:30'],
    ['Europe/Madrid', '2027-03-28', '00:00 00:30 01:00 01:30 03:00 03:30 04:00 04:30'],
    ['Atlantic/Canary', '2026-10-25', '00:00 00:30 01:00 01:30 01:00 01:30 02:00 02:30 03:00 03:30 04:00 04:30'],
    ['Atlantic/Canary', '2027-03-28', '00:00 00:30 02:00 02:30 03:00 03:30 04:00 04:30'],
    ['America/Mexico_City', '2026-10-25', '00:00 00:30 01:00 01:30 02:00 02:30 03:00 03:30 04:00 04:30'],
    ['America/Mexico_City', '2027-04-04', '00:00 00:30 01:00 01:30 02:00 02:30 03:00 03:30 04:00 04:30'],
    ['America/Tijuana', '2026-11-01', '00:00 00:30 01:00 01:30 01:00 01:30 02:00 02:30 03:00 03:30 04:00 04:30'],
    ['America/Tijuana', '2027-03-14', '00:00 00:30 01:00 01:30 03:00 03:30 04:00 04:30'],
    ['America/Ciudad_Juarez', '2026-11-01', '00:00 00:30 01:00 01:30 01:00 01:30 02:00 02:30 03:00 03:30 04:00 04:30'],
    ['America/Ciudad_Juarez', '2027-03-14', '00:00 00:30 01:00 01:30 03:00 03:30 04:00 04:30'],
    ['Australia/Lord_Howe', '2027-04-04', '00:00 00:30 01:00 01:30 01:30 02:00 02:30 03:00 03:30 04:00 04:30'],
    ['Australia/Lord_Howe', '2026-10-04', '00:00 00:30 01:00 01:30 02:30 03:00 03:30 04:00 04:30'],
    ['Africa/Casablanca', '2026-02-15', '00:00 00:30 01:00 01:30 02:00 02:30 02:00 02:30 03:00 03:30 04:00 04:30'],
    ['Africa/Casablanca', '2026-03-22', '00:00 00:30 01:00 01:30 03:00 03:30 04:00 04:30'],
    ['America/Asuncion', '2027-03-28', '00:00 00:30 01:00 01:30 02:00 02:30 03:00 03:30 04:00 04:30'],
  ])('%s on %s offers %s', (zone, date, shown) => {
    const from = wallToInstant(zone, date, 0);
    const until = wallToInstant(zone, date, 300);
    const now = new Date(from.getTime() - 5 * 86_400_000);
    const slots = freeSlots({ ...thursday, zone, hours: everyDay(0, 300), now, from, until });
    expect(clock(zone, slots).join(' ')).toBe(shown);
  });

  test.each(zones)('%s, every change from 2024 to 2031: exactly the slots whose every minute lies in the hours', (zone) => {
    for (const change of changesOf(zone)) {
      const from = new Date(change.epochMilliseconds - 6 * 60 * minute);
      const until = new Date(change.epochMilliseconds + 6 * 60 * minute);
      for (const hours of [everyDay(0, 1440), everyDay(30, 150)]) {
        const question = { ...thursday, zone, hours, now: new Date(from.getTime() - 5 * 86_400_000), from, until };
        expect(freeSlots(question)).toEqual(naively(question, 10));
      }
    }
  });
});

test.each(zones)(
  '%s, every change from 2024 to 2031: a wall time is the first instant that shows it, an absent one is moved on (58)',
  (zone) => {
    for (const change of changesOf(zone)) {
      const around = Array.from({ length: 6 * 60 }, (_, index) => change.epochMilliseconds + (index - 3 * 60) * minute);
      const shown = Map.groupBy(around, (ms) => instantToWall(zone, at(new Date(ms).toISOString())).text);
      const before = change.subtract({ nanoseconds: 1 });
      const gapMinutes = (change.offsetNanoseconds - before.offsetNanoseconds) / 60e9;
      for (const [text, instants] of shown) {
        const [date = '', hour = ''] = text.split('T');
        const minuteOfDay = Number(hour.slice(0, 2)) * 60 + Number(hour.slice(3));
        expect(wallToInstant(zone, date, minuteOfDay).getTime()).toBe(instants[0]);
      }
      for (let absent = 0; absent < gapMinutes; absent++) {
        const wall = before.toPlainDateTime().add({ nanoseconds: 1, minutes: absent });
        const moved = wallToInstant(zone, wall.toPlainDate().toString(), wall.hour * 60 + wall.minute);
        expect(moved.getTime()).toBe(change.epochMilliseconds + absent * minute);
      }
    }
  },
);

test('a specialist and a patient in two zones mean the same instant, each with the hour of their own wall (fault 8)', () => {
  const served = [...zones, 'America/Mexico_City', 'America/Cancun', 'America/Hermosillo', 'Africa/Ceuta', 'UTC'];
  const pairs = served.flatMap((specialist) => served.map((patient) => [specialist, patient] as const));
  const weeks = process.env['PROVE'] ? 4 : 1;
  for (const [index, [specialist, patient]] of pairs.entries()) {
    for (let week = 0; week < weeks; week++) {
      const now = new Date(at('2026-10-19T00:00:00Z').getTime() + ((index + week * 29) % 104) * 7 * 86_400_000);
      const until = new Date(now.getTime() + 7 * 86_400_000);
      const slots = freeSlots({
        ...thursday,
        zone: specialist,
        hours: everyDay(600, 1140),
        durationMinutes: 45,
        stepMinutes: 45,
        now,
        from: now,
        until,
      });
      const days = groupByDay(slots, patient);
      expect(days.flatMap((day) => day.slots)).toEqual(slots);
      expect(new Set(days.map((day) => day.date)).size).toBe(days.length);
      for (const slot of [slots[0], slots.at(-1)].filter((one) => one !== undefined)) {
        const [theirs, ours] = [instantToWall(patient, slot), instantToWall(specialist, slot)];
        expect([wallToInstant(patient, theirs.date, theirs.minute), wallToInstant(specialist, ours.date, ours.minute)]).toEqual([
          slot,
          slot,
        ]);
        expect(sameWallTime(specialist, patient, slot)).toBe(theirs.text === ours.text);
        expect(dayOfInstant(patient, slot)).toBe(theirs.date);
        expect(formatHour(patient, slot).padStart(5, '0')).toBe(theirs.text.slice(11));
      }
    }
  }
});
