import { expect, it } from 'vitest';
import { mayCallBack } from './call-back.ts';

const now = new Date('2026-11-26T09:40:00Z');
const before = (seconds: number) => new Date(now.getTime() - seconds * 1000);
const asked = { askedAt: before(600), calledAt: null, calls: 0, present: false, now };

it.each([
  ['who asked and left', {}, true],
  ['who never asked', { askedAt: null }, false],
  ['who is here', { present: true }, false],
  ['who was called a minute ago', { calledAt: before(60), calls: 1 }, false],
  ['who was called two minutes ago', { calledAt: before(120), calls: 1 }, true],
  ['who was called three times', { calledAt: before(1200), calls: 3 }, false],
] as const)('%s: called back? (V3)', (_, change, may) => {
  expect(mayCallBack({ ...asked, ...change })).toBe(may);
});
