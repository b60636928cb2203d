import { describe, expect, it } from 'vitest';
import { blursElsewhere, isTooSlow, mayOffer, type DeviceFacts } from './own-part.ts';

const able: DeviceFacts = { cores: 8, memory: 8, simd: true, frames: true, worklets: true, savesData: false };

describe('a part of our own is offered only where the device can (V8)', () => {
  it.each<[string, Partial<DeviceFacts>, boolean, boolean]>([
    ['a laptop', {}, true, true],
    ['four cores, the least for a picture', { cores: 4, memory: 4 }, true, true],
    ['a cheap phone of two cores', { cores: 2, memory: 2 }, false, true],
    ['one core', { cores: 1 }, false, false],
    ['little memory', { memory: 0.5 }, false, false],
    ['a browser that does not tell its memory', { memory: null }, true, true],
    ['no numbers four at a time', { simd: false }, false, false],
    ['no frames beside the page, as in Firefox', { frames: false }, false, true],
    ['no sound beside the page', { worklets: false }, true, false],
    ['somebody who asked to load little', { savesData: true }, false, false],
  ])('%s', (_, facts, blur, voice) => {
    expect([mayOffer('blur', { ...able, ...facts }), mayOffer('voice', { ...able, ...facts })]).toEqual([blur, voice]);
  });
});

it('another browser is named only where this one alone stands in the way', () => {
  const named = (facts: Partial<DeviceFacts>) => blursElsewhere({ ...able, ...facts });
  expect([named({}), named({ frames: false }), named({ frames: false, cores: 2 }), named({ cores: 2 })]).toEqual([false, true, false, false]);
});

describe('and goes when it makes the call slower', () => {
  it.each([
    ['blur', [20, 22, 19, 25, 30, 21], false],
    ['blur', [90, 80, 70, 60], false],
    ['blur', [90, 80, 70, 60, 55], true],
    ['blur', [90, 80, 20, 90, 90, 90], false],
    ['blur', [12, 12, 51, 52, 53, 54, 55], true],
    ['voice', [0.4, 0.5, 9, 0.4], false],
    ['voice', [0.4, 6, 7, 8], true],
    ['voice', [9, 9], false],
  ] as const)('%s, ms a frame second by second %j: %s', (kind, means, gone) => {
    expect(isTooSlow(kind, means)).toBe(gone);
  });
});
