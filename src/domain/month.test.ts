import { describe, expect, test } from 'vitest';
import { monthAway, monthWeeks } from './month.ts';

describe('a month as a page of a calendar', () => {
  test.each([
    ['2026-11-23', '2026-10-26', '2026-12-06', 6],
    ['2027-02-10', '2027-02-01', '2027-02-28', 4],
    ['2026-06-30', '2026-06-01', '2026-07-05', 5],
    ['2028-02-29', '2028-01-31', '2028-03-05', 5],
  ])('%s: from %s to %s in %i weeks', (date, first, last, weeks) => {
    const page = monthWeeks(date);
    expect([page[0]?.[0]?.date, page.at(-1)?.[6]?.date, page.length]).toEqual([first, last, weeks]);
    expect(page.every((week) => week.length === 7)).toBe(true);
    expect(page.flat().filter((day) => day.inMonth).every((day) => day.date.startsWith(date.slice(0, 7)))).toBe(true);
  });

  test('months away, over the year too', () => {
    expect([monthAway('2026-11-23', 2), monthAway('2026-01-31', -1), monthAway('2026-03-31', -1)]).toEqual(['2027-01-01', '2025-12-01', '2026-02-01']);
  });
});
