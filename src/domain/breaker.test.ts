import { expect, test } from 'vitest';
import { after, freshBreaker, mayAsk, secondsLeft, type Breaker } from './breaker.ts';

const start = new Date('2026-11-26T09:00:00Z');
const at = (seconds: number) => new Date(start.getTime() + seconds * 1000);
const failing = (times: number, from: Breaker = freshBreaker) =>
  Array.from({ length: times }).reduce<Breaker>((breaker) => after(breaker, 'failed', start), from);

test.each([
  [0, true, 0],
  [2, true, 0],
  [3, false, 15],
  [4, false, 30],
  [5, false, 60],
  [8, false, 300],
  [30, false, 300],
])('after %i failures in a row it may be asked: %s, or in %i s', (failures, may, seconds) => {
  const breaker = failing(failures);
  expect(mayAsk(breaker, start)).toBe(may);
  if (!may) expect(secondsLeft(breaker, start)).toBe(seconds);
  expect(mayAsk(breaker, at(seconds))).toBe(true);
});

test('one good answer forgets all', () => expect(after(failing(7), 'well', start)).toEqual(freshBreaker));

test('after the pause one more failure is enough for a longer one', () => {
  const again = after(failing(3), 'failed', at(15));
  expect([mayAsk(again, at(44)), mayAsk(again, at(45))]).toEqual([false, true]);
});

test('who asks us to stay away is left alone for just so long, at once', () => {
  const busy = after(freshBreaker, { askedToWaitSeconds: 7 }, start);
  expect([mayAsk(busy, at(6.9)), mayAsk(busy, at(7))]).toEqual([false, true]);
});
