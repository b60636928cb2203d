import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clinicalTermOver, clinicalYears, firstRecordYears, legalTerms, recordYearsChoices, roomEventKeptUntil, roomEventsForgottenBefore, yearsAfter, type Country } from './retention.ts';

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
    fc.property(days, fc.constantFrom(...recordYearsChoices), (now, years) => {
      const over = clinicalTermOver(years, now);
      expect(yearsAfter(over, years).getTime()).toBeLessThanOrEqual(now.getTime());
      expect(yearsAfter(new Date(over.getTime() + 7 * 86_400_000), years).getTime()).toBeGreaterThan(now.getTime());
    }),
    { numRuns: process.env['PROVE'] ? 20_000 : 500 },
  );
});

test.each<[Country, number, number]>([
  ['ES', 5, 5],
  ['ES', 15, 15],
  ['MX', 3, 5],
])('%s: with %i chosen a practice keeps records %i years, never less than the law', (country, chosen, years) => {
  expect(clinicalYears(country, chosen)).toBe(years);
});

test.each<[Country, string | null, number]>([
  ['ES', 'CT', 15],
  ['ES', 'MD', 5],
  ['ES', null, 5],
  ['MX', null, 5],
])('%s, region %s: a new practice keeps records %i years', (country, region, years) => {
  expect(firstRecordYears(country, region)).toBe(years);
});
