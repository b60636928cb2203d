import { expect, it } from 'vitest';
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
  engine.keepRunning({} as World);
  const all = engine.runDue({} as World).then(() => ran.push('all'));
  setImmediate(letGo);
  await all;
  expect(ran).toEqual(['reminder', 'all']);
});
