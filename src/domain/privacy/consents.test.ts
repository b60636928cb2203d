import { expect, test } from 'vitest';
import type { AppointmentStatus } from '../appointment.ts';
import { reasonAfterWithdrawal, stateOf } from './consents.ts';

test('the last line of the ledger says how it stands', () => {
  expect(stateOf([])).toBe('never');
  expect(stateOf([{ kind: 'given' }])).toBe('given');
  expect(stateOf([{ kind: 'given' }, { kind: 'withdrawn' }])).toBe('withdrawn');
  expect(stateOf([{ kind: 'given' }, { kind: 'withdrawn' }, { kind: 'given' }])).toBe('given');
});

test.each<[AppointmentStatus, 'erased' | 'kept-by-law']>([
  ['booked', 'erased'],
  ['cancelled', 'erased'],
  ['no_show', 'erased'],
  ['expired', 'erased'],
  ['in_progress', 'kept-by-law'],
  ['completed', 'kept-by-law'],
])('the reason of one that is %s is %s', (status, expected) => expect(reasonAfterWithdrawal(status)).toBe(expected));
