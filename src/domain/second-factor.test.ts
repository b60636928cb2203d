import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countsOnce, isFresh, mayTry, needsSecondFactor, readRecoveryCode, recoveryCodeText } from './second-factor.ts';

describe('the second factor', () => {
  it('is asked of everybody who sees the data of others, and of no patient', () => {
    expect((['specialist', 'assistant', 'operator'] as const).map(needsSecondFactor)).toEqual([true, true, true]);
    expect((['patient', 'visitor', 'guest', 'booker'] as const).map(needsSecondFactor)).toEqual([false, false, false, false]);
  });

  it.each([
    [{ inStep: 0, lastHour: 0, sinceRight: 0 }, true],
    [{ inStep: 4, lastHour: 9, sinceRight: 99 }, true],
    [{ inStep: 5, lastHour: 5, sinceRight: 5 }, false],
    [{ inStep: 0, lastHour: 10, sinceRight: 10 }, false],
    [{ inStep: 0, lastHour: 0, sinceRight: 100 }, false],
  ])('is tried five times a step, ten an hour, a hundred in all: %j', (failures, may) => {
    expect(mayTry(failures)).toBe(may);
  });

  it('counts the digits of one half minute once', () => {
    expect(countsOnce(58_000_001, null)).toBe(true);
    expect(countsOnce(58_000_001, 58_000_001)).toBe(false);
    expect(countsOnce(58_000_000, 58_000_001)).toBe(false);
    expect(countsOnce(58_000_002, 58_000_001)).toBe(true);
  });

  it('is fresh for a quarter of an hour', () => {
    const at = new Date('2026-11-24T10:00:00Z');
    expect(isFresh(at, new Date('2026-11-24T10:14:59Z'))).toBe(true);
    expect(isFresh(at, new Date('2026-11-24T10:15:00Z'))).toBe(false);
  });

  it('reads every recovery code back, however it is typed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 10, maxLength: 10 }), (bytes) => {
        const code = recoveryCodeText(bytes);
        expect(code).toMatch(/^[0-9a-z]{5}-[0-9a-z]{5}$/);
        expect(readRecoveryCode(` ${code.toUpperCase().replace('-', ' ').replaceAll('0', 'O').replaceAll('1', 'l')}`)).toBe(code);
      }),
    );
    expect(readRecoveryCode('4k7qd-x9m2')).toBeNull();
    expect(readRecoveryCode('4k7qd-x9m2ñ')).toBeNull();
  });
});
