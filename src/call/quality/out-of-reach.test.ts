import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchReach } from './out-of-reach.ts';

let told: boolean[];
let reach: ReturnType<typeof watchReach>;

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  reach = watchReach((long) => told.push(long));
});
afterEach(() => void vi.useRealTimers());

it('whoever has not reached the other side for half a minute is told of the telephone, and no longer once it is back (V9)', () => {
  reach.hear(true);
  vi.advanceTimersByTime(20_000);
  reach.hear(true);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(10_000);
  expect(told).toEqual([true]);
  reach.hear(false);
  expect(told).toEqual([true, false]);
});

it('short breaks are not added up', () => {
  for (let nth = 0; nth < 5; nth++) {
    reach.hear(true);
    vi.advanceTimersByTime(25_000);
    reach.hear(false);
  }
  expect(told).not.toContain(true);
});

it('says nothing of a call that was left', () => {
  reach.hear(true);
  reach.stop();
  vi.advanceTimersByTime(60_000);
  expect(told).toEqual([]);
});
