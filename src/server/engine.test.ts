import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { movableClock } from '#adapters/clock/movable.ts';
import type { World } from '#ports/world.ts';
import { openEngine, type JobHandlers } from './engine.ts';

it('due work that fails keeps none of the rest from its turn, and the fault is told', async () => {
  const ran: string[] = [];
  const does = (name: string) => async () => void ran.push(name);
  const breaks = async () => {
    throw new Error('a zone nobody knows');
  };
  // Without handlers there is no queue to ask, so no database is needed.
  const engine = openEngine(null as never, {} as JobHandlers, [does('holds'), breaks, does('reminders')], [breaks, does('calendars')]);
  await expect(engine.runDue({} as World)).rejects.toThrow('a zone nobody knows');
  expect(ran).toEqual(['holds', 'reminders']);
});

it('what runs by itself has in hand is waited for too: nothing due is left when it is said that all of it ran', async () => {
  const ran: string[] = [];
  let letGo = () => {};
  const held = new Promise<void>((settle) => (letGo = settle));
  let claimed = false;
  const sends = async () => {
    if (claimed) return;
    claimed = true;
    await held;
    ran.push('reminder');
  };
  const engine = openEngine(null as never, {} as JobHandlers, [sends]);
  engine.keepRunning({ clock: movableClock() } as unknown as World);
  const all = engine.runDue({} as World).then(() => ran.push('all'));
  setImmediate(letGo);
  await all;
  expect(ran).toEqual(['reminder', 'all']);
});

describe('woken without end, as when many book', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const pause = (ms: number) => new Promise<void>((settle) => setTimeout(settle, ms));

  it('upkeep takes a quarter of the time, and what leaves for people two thirds', async () => {
    let [upkeep, sending] = [0, 0];
    const due = () => pause(100).then(() => void (upkeep += 1));
    const sends = () => pause(100).then(() => void (sending += 1));
    const engine = openEngine(null as never, {} as JobHandlers, [due], [sends]);
    engine.keepRunning({ clock: movableClock() } as unknown as World);
    for (let ms = 0; ms < 12_000; ms += 10) {
      engine.wake();
      await vi.advanceTimersByTimeAsync(10);
    }
    expect([upkeep, sending]).toEqual([30, 80]);
  });

  it('who wakes it once is heard at once', async () => {
    let rounds = 0;
    const engine = openEngine(null as never, {} as JobHandlers, [async () => void (rounds += 1)]);
    engine.keepRunning({ clock: movableClock() } as unknown as World);
    await vi.advanceTimersByTimeAsync(500);
    engine.wake();
    await vi.advanceTimersByTimeAsync(1);
    expect(rounds).toBe(2);
  });
});
