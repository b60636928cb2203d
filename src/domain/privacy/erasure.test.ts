import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keptUntil } from './erasure.ts';

const at = (text: string) => new Date(text);

describe('the record of a consultation', () => {
  it('is kept five years after the last one, in either country', () => {
    expect(keptUntil([{ country: 'ES', recordYears: 5, endedAt: at('2026-11-24T10:00:00Z') }])).toEqual(at('2031-11-24T10:00:00Z'));
    expect(
      keptUntil([
        { country: 'MX', recordYears: 5, endedAt: at('2026-11-24T10:00:00Z') },
        { country: 'ES', recordYears: 5, endedAt: at('2025-01-01T10:00:00Z') },
      ]),
    ).toEqual(at('2031-11-24T10:00:00Z'));
    // Whatever a practice says, its country's law is the least (quality 88).
    for (const country of ['ES', 'MX'] as const) expect(keptUntil([{ country, recordYears: 1, endedAt: at('2026-11-24T10:00:00Z') }])).toEqual(at('2031-11-24T10:00:00Z'));
    expect(keptUntil([{ country: 'ES', recordYears: 5, endedAt: at('2028-02-29T10:00:00Z') }])).toEqual(at('2033-03-01T10:00:00Z'));
  });

  it('is kept longer where a practice of those owes it to its region', () => {
    const consultations = [{ country: 'ES' as const, recordYears: 15, endedAt: at('2026-11-24T10:00:00Z') }, { country: 'ES' as const, recordYears: 5, endedAt: at('2030-01-01T10:00:00Z') }];
    expect(keptUntil(consultations)).toEqual(at('2041-11-24T10:00:00Z'));
  });

  it('is not kept where no consultation took place', () => {
    expect(keptUntil([])).toBeNull();
  });

  it('is never kept for less than five years after any of them', () => {
    fc.assert(
      fc.property(fc.array(fc.date({ min: at('2020-01-01'), max: at('2040-01-01'), noInvalidDate: true }), { minLength: 1 }), (dates) => {
        const until = keptUntil(dates.map((endedAt) => ({ country: 'ES' as const, recordYears: 5, endedAt })));
        for (const date of dates) expect((until?.getTime() ?? 0) - date.getTime()).toBeGreaterThanOrEqual(5 * 365 * 86_400_000);
      }),
    );
  });
});
