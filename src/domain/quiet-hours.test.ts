import { expect, test } from 'vitest';
import { afterQuiet, endOfQuiet } from './quiet-hours.ts';
import type { MessageKind, PlannedMessage } from './reminders.ts';
import { instantToWall } from './time.ts';

const zone = 'Europe/Madrid';
const hours = { fromMinute: 22 * 60, untilMinute: 8 * 60 };
const startsAt = new Date('2026-11-26T06:30:00Z');
const wall = (instant: Date | null) => instant && instantToWall(zone, instant).text;

test.each([
  ['2026-11-25T20:59:00Z', null],
  ['2026-11-25T21:00:00Z', '2026-11-26T08:00'],
  ['2026-11-26T03:00:00Z', '2026-11-26T08:00'],
  ['2026-11-26T06:59:59Z', '2026-11-26T08:00'],
  ['2026-11-26T07:00:00Z', null],
  // The night in which the clock goes back lasts an hour longer.
  ['2026-10-24T21:00:00Z', '2026-10-25T08:00'],
])('%s: quiet until %s in Madrid', (instant, until) => expect(wall(endOfQuiet(new Date(instant), hours, zone))).toBe(until));

test('a siesta within one day, and no night at all', () => {
  const siesta = { fromMinute: 14 * 60, untilMinute: 16 * 60 };
  expect(wall(endOfQuiet(new Date('2026-11-25T13:30:00Z'), siesta, zone))).toBe('2026-11-25T16:00');
  expect(endOfQuiet(new Date('2026-11-25T23:30:00Z'), { fromMinute: 0, untilMinute: 0 }, zone)).toBeNull();
});

const due = (kind: MessageKind, at: string, change: Partial<PlannedMessage> = {}) =>
  wall(
    afterQuiet(
      { kind, audience: 'patient', channel: 'sms', dueAt: new Date(at), occurrence: 'x', ...change },
      { hours, zone, startsAt },
    ),
  );

test.each<[string, MessageKind, Partial<PlannedMessage>, string]>([
  ['a reminder a day before waits for the morning', 'reminder_1440', {}, '2026-11-25T08:00'],
  ['an hour before it cannot wait', 'reminder_60', {}, '2026-11-25T07:30'],
  ['a confirmation answers a press', 'confirmation', {}, '2026-11-25T07:30'],
  ['a cancellation is told at once', 'cancelled', {}, '2026-11-25T07:30'],
  ['an invitation to review waits', 'review_invitation', {}, '2026-11-25T08:00'],
  ['asking for a card waits', 'card_request', {}, '2026-11-25T08:00'],
  ['a mail makes no noise', 'reminder_1440', { channel: 'email' }, '2026-11-25T07:30'],
  ['the specialist is told at once', 'card_request', { audience: 'specialist' }, '2026-11-25T07:30'],
])('%s', (_, kind, change, at) => expect(due(kind, '2026-11-25T06:30:00Z', change)).toBe(at));

test('no night makes a reminder come less than two hours before', () => {
  expect(due('reminder_720', '2026-11-25T22:00:00Z')).toBe('2026-11-25T23:00');
});
