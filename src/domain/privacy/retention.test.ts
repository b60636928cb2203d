import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clinicalTermOver, legalTerms, roomEventKeptUntil, roomEventsForgottenBefore, yearsAfter, type Country } from './retention.ts';

test('who joined and left is kept 90 days and forgotten then', () => {
  const at = new Date('2026-11-26T17:40:00Z');
  const until = roomEventKeptUntil(at);
  expect(until.toISOString()).toBe('2027-02-24T17:40:00.000Z');
  expect(roomEventsForgottenBefore(until)).toEqual(at);
});

test.each<[Country, number, number]>([
  ['ES', 5, 6],
  ['MX', 5, 5],
])('%s: clinical records %i years, receipts %i (quality 88)', (country, clinical, tax) => {
  expect(legalTerms[country]).toMatchObject({ clinical: { years: clinical }, tax: { years: tax } });
});

test('no clinical record goes before its day, none stays a week too long, whatever the day (quality 88)', () => {
  const days = fc.date({ min: new Date('2024-01-01'), max: new Date('2060-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(days, fc.constantFrom<Country>('ES', 'MX'), (now, country) => {
      const over = clinicalTermOver(country, now);
      const { years } = legalTerms[country].clinical;
      expect(yearsAfter(over, years).getTime()).toBeLessThanOrEqual(now.getTime());
      expect(yearsAfter(new Date(over.getTime() + 7 * 86_400_000), years).getTime()).toBeGreaterThan(now.getTime());
    }),
    { numRuns: process.env['PROVE'] ? 20_000 : 500 },
  );
});
