import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { expect, it } from 'vitest';
import { countCrowd } from './crowd.ts';

let machineMs = 0;
const clock = { machineNow: () => new Date(machineMs) };

/** `count` answers under way for `seconds`, then given. */
function answer(crowd: ReturnType<typeof countCrowd>, count: number, seconds: number, url = '/reservar'): void {
  const responses = Array.from({ length: count }, () => new EventEmitter() as ServerResponse);
  for (const response of responses) crowd.watch({ url }, response);
  machineMs += seconds * 1000;
  for (const response of responses) response.emit('close');
}

it('fifty presses at once are no crowd, nor are the files of many pages', () => {
  const crowd = countCrowd(clock);
  answer(crowd, 50, 3);
  expect(crowd.crowded()).toBe(false);
  answer(crowd, 500, 60, '/_app/immutable/entry.js');
  expect(crowd.crowded()).toBe(false);
});

it('twenty at once that go on are one, until they are gone for a while', () => {
  const crowd = countCrowd(clock);
  for (let nth = 0; nth < 30; nth++) answer(crowd, 20, 1);
  expect(crowd.crowded()).toBe(true);
  machineMs += 20_000;
  expect(crowd.crowded()).toBe(false);
});
