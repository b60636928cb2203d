import { describe, expect, it } from 'vitest';
import { isSwitchedOn, maySwitch, switchNames, switchedOff } from './switches.ts';

describe('a feature of the site (O1)', () => {
  it.each([
    // environment, last decision → stands
    [undefined, undefined, true],
    [undefined, false, false],
    [undefined, true, true],
    [false, undefined, false],
    [false, true, false],
    [true, false, true],
  ])('with %s from the environment and %s decided is on: %s', (fixed, decided, on) => {
    expect(isSwitchedOn(fixed, decided)).toBe(on);
  });

  it.each([
    [undefined, undefined, false, null],
    [undefined, undefined, true, 'decided-meanwhile'],
    [undefined, false, true, null],
    [undefined, false, false, 'decided-meanwhile'],
    [true, undefined, false, 'fixed-outside'],
    [false, undefined, true, 'fixed-outside'],
  ])('with %s from the environment and %s decided, switching it %s: %s', (fixed, decided, wanted, refusal) => {
    const answer = maySwitch(fixed, decided, wanted);
    expect(answer.ok ? null : answer.kind).toBe(refusal);
  });

  it('has words of its own where it is off', () => {
    expect(switchNames.map((name) => switchedOff(name).kind)).toEqual(['bookings-off', 'waiting-list-off', 'applications-off', 'reviews-off', 'documents-off', 'programs-off']);
  });
});
