import { expect, test } from 'vitest';
import { roomEventKeptUntil, roomEventsForgottenBefore } from './retention.ts';

test('who joined and left is kept 90 days and forgotten then', () => {
  const at = new Date('2026-11-26T17:40:00Z');
  const until = roomEventKeptUntil(at);
  expect(until.toISOString()).toBe('2027-02-24T17:40:00.000Z');
  expect(roomEventsForgottenBefore(until)).toEqual(at);
});
