import { describe, expect, it } from 'vitest';
import { answerBy, urgencyOf } from './privacy-request.ts';

describe('how long an answer to a request may take', () => {
  it.each([
    ['gdpr', '2026-11-23', false, '2026-12-23'],
    ['gdpr', '2026-12-31', false, '2027-01-31'],
    ['gdpr', '2027-01-31', false, '2027-02-28'],
    ['gdpr', '2028-01-31', false, '2028-02-29'],
    ['gdpr', '2026-11-23', true, '2027-02-23'],
    // Twenty working days; the 25th of December is none.
    ['arco', '2026-11-23', false, '2026-12-21'],
    ['arco', '2026-12-01', false, '2026-12-30'],
    // The third Monday of November (16th) and, in 2024, the first of October are days of rest.
    ['arco', '2026-11-13', false, '2026-12-14'],
    ['arco', '2024-09-30', false, '2024-10-29'],
    ['arco', '2026-11-23', true, '2027-01-20'],
  ] as const)('%s, received %s, extended %s: by %s', (regime, received, extended, due) => {
    expect(answerBy(regime, received, extended)).toBe(due);
  });

  it.each([
    ['2026-12-22', 'late'],
    ['2026-12-23', 'soon'],
    ['2026-12-30', 'soon'],
    ['2026-12-31', 'fine'],
  ])('due %s, seen on the 23rd: %s', (due, urgency) => {
    expect(urgencyOf(due, '2026-12-23')).toBe(urgency);
  });
});
