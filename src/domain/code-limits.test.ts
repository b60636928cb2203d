import { describe, expect, it } from 'vitest';
import { prefixOf, isMostSpent, whyNoText, type CodeLimits, type TextsSent } from './code-limits.ts';
import { networkOf } from './network.ts';

const limits: CodeLimits = { countries: ['ES', 'MX'], perNetwork: 60, perPrefix: 30, textCents: 8, centsADay: 1000 };
const quiet: TextsSent = { networkHour: 0, prefixHour: 0, prefixDay: 0, centsToday: 0 };

describe('a code by SMS (quality 15)', () => {
  it.each([
    ['ES', {}, null],
    ['MX', {}, null],
    ['LV', {}, 'country'],
    [null, {}, 'country'],
    ['ES', { prefixHour: 29, prefixDay: 89 }, null],
    ['ES', { prefixHour: 30 }, 'prefix'],
    // Three full hours end the day, even where this hour is empty.
    ['ES', { prefixDay: 90 }, 'prefix'],
    ['ES', { networkHour: 59 }, null],
    ['ES', { networkHour: 60 }, 'network'],
    ['ES', { centsToday: 992 }, null],
    ['ES', { centsToday: 993 }, 'money'],
  ] as const)('to %s after %j: %s', (country, sent, why) => {
    expect(whyNoText(limits, country, { ...quiet, ...sent })).toBe(why);
  });

  it('is not counted where nothing is said of it, but goes nowhere else for that', () => {
    const open = { ...limits, perNetwork: null, perPrefix: null, centsADay: null };
    const many = { networkHour: 1e6, prefixHour: 1e6, prefixDay: 1e6, centsToday: 1e6 };
    expect(whyNoText(open, 'ES', many)).toBeNull();
    expect(whyNoText(open, 'LV', quiet)).toBe('country');
  });

  it('tells that most of the money of a day is gone', () => {
    expect([0, 791, 792, 1000].map((cents) => isMostSpent(limits, cents))).toEqual([false, false, true, true]);
    expect(isMostSpent({ ...limits, centsADay: null }, 800)).toBe(false);
  });

  it('counts ten thousand Spanish numbers as one block', () => {
    expect(prefixOf('+34612345678')).toBe('3461234');
    expect(prefixOf('+34612340000')).toBe(prefixOf('+34612349999'));
  });
});

describe('an address of the network', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('%s counts as %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
