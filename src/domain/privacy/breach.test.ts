import { expect, test } from 'vitest';
import { authorityDeadline, hoursLeft, mustTellPeople, seenBy } from './breach.ts';

test.each([
  ['appointment-read-with-reason', ['identity', 'contact', 'care', 'health']],
  ['appointment-read', ['identity', 'contact', 'care']],
  ['agenda-printed', ['identity', 'care']],
  ['waiting-list-read', ['identity', 'care']],
  ['patients-read', ['identity', 'contact']],
  ['data-exported', ['everything']],
  ['assistant-invited', []],
])('%s reaches %j', (action, classes) => expect(seenBy(action)).toEqual(classes));

test('the authority is told within 72 hours, those concerned where it is about their health', () => {
  const known = new Date('2026-11-23T08:30:00Z');
  expect(authorityDeadline(known).toISOString()).toBe('2026-11-26T08:30:00.000Z');
  expect(hoursLeft(authorityDeadline(known), new Date('2026-11-24T09:00:00Z'))).toBe(47);
  expect(hoursLeft(authorityDeadline(known), new Date('2026-11-26T09:00:00Z'))).toBe(-1);
  expect([mustTellPeople(['identity', 'contact']), mustTellPeople(['identity', 'care'])]).toEqual([false, true]);
});
