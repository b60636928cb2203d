import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seriesDates } from './series.ts';
import { daysBetween, instantToWall } from './time.ts';

const weekly = { zone: 'Europe/Madrid', firstDay: '2026-10-19', minute: 18 * 60 + 40, everyWeeks: 1, times: 3 };
const instants = (change: Partial<typeof weekly>) => seriesDates({ ...weekly, ...change }).map((one) => one.startsAt.toISOString());

describe('a series keeps its hour on the wall (B6)', () => {
  test.each<[string, Partial<typeof weekly>, string[]]>([
    ['Madrid, over the end of summer time', {}, ['2026-10-19T16:40:00.000Z', '2026-10-26T17:40:00.000Z', '2026-11-02T17:40:00.000Z']],
    [
      'Madrid, over its beginning, every two weeks',
      { firstDay: '2027-03-22', everyWeeks: 2 },
      ['2027-03-22T17:40:00.000Z', '2027-04-05T16:40:00.000Z', '2027-04-19T16:40:00.000Z'],
    ],
    [
      'an hour that the clock skips is moved on, that day alone',
      { firstDay: '2027-03-21', minute: 150, times: 3 },
      ['2027-03-21T01:30:00.000Z', '2027-03-28T01:30:00.000Z', '2027-04-04T00:30:00.000Z'],
    ],
    [
      'an hour that it repeats is the earlier one',
      { firstDay: '2026-10-18', minute: 150, times: 2 },
      ['2026-10-18T00:30:00.000Z', '2026-10-25T00:30:00.000Z'],
    ],
    [
      'Mexico City has no summer time since 2022',
      { zone: 'America/Mexico_City', firstDay: '2027-04-01', everyWeeks: 4, times: 2, minute: 600 },
      ['2027-04-01T16:00:00.000Z', '2027-04-29T16:00:00.000Z'],
    ],
    [
      'Tijuana changes with California',
      { zone: 'America/Tijuana', firstDay: '2027-03-10', times: 2, minute: 600 },
      ['2027-03-10T18:00:00.000Z', '2027-03-17T17:00:00.000Z'],
    ],
  ])('%s', (_, change, starts) => {
    expect(instants(change)).toEqual(starts);
  });

  test('whatever the zone, every date is whole weeks after the first and shows the hour, unless the clock skips it', () => {
    const zones = ['Europe/Madrid', 'Atlantic/Canary', 'America/Tijuana', 'Australia/Lord_Howe', 'Africa/Casablanca', 'America/Ciudad_Juarez'];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 700 }),
        fc.integer({ min: 4 * 60, max: 23 * 60 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 2, max: 12 }),
        (zone, offset, minute, everyWeeks, times) => {
          const firstDay = new Date(Date.UTC(2026, 0, 1 + offset)).toISOString().slice(0, 10);
          const dates = seriesDates({ zone, firstDay, minute, everyWeeks, times });
          expect(dates).toHaveLength(times);
          for (const [index, { day, startsAt }] of dates.entries()) {
            expect(daysBetween(firstDay, day)).toBe(index * everyWeeks * 7);
            expect(instantToWall(zone, startsAt)).toMatchObject({ date: day, minute });
          }
        },
      ),
      { numRuns: 150, seed: 58 },
    );
  });

  test.each([{ times: 1 }, { times: 13 }, { everyWeeks: 0 }, { everyWeeks: 5 }, { times: 2.5 }])('%o is no series', (change) => {
    expect(() => seriesDates({ ...weekly, ...change })).toThrow(RangeError);
  });
});
