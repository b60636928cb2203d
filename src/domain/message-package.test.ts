import fc from 'fast-check';
import { expect, test } from 'vitest';
import { channelAfterPackage, packageState, unitsOf, warningAfter, type CountedMessage } from './message-package.ts';
import type { MessageKind } from './reminders.ts';

const inPerson: CountedMessage = { channel: 'sms', audience: 'patient', modality: 'in_person', kind: 'reminder_60' };

test.each<[string, Partial<CountedMessage>, 0 | 1]>([
  ['an SMS to a patient about an appointment in person is one unit', {}, 1],
  ['its confirmation too', { kind: 'confirmation' }, 1],
  ['one of a video appointment is never deducted', { modality: 'video' }, 0],
  ['an e-mail is free', { channel: 'email' }, 0],
  ['a notice to the specialist is free', { audience: 'specialist' }, 0],
  ['the news of a document is free', { kind: 'document' }, 0],
  ['a code is free', { kind: 'code', modality: null }, 0],
  ['a code to change an appointment in person is free', { kind: 'code' }, 0],
])('%s', (_, changes, units) => expect(unitsOf({ ...inPerson, ...changes })).toBe(units));

test.each([
  [100, 0, { left: 100, percent: 0, level: 'fine' }],
  [100, 79, { left: 21, percent: 79, level: 'fine' }],
  [100, 80, { left: 20, percent: 80, level: 'nearly' }],
  [100, 99, { left: 1, percent: 99, level: 'nearly' }],
  [100, 100, { left: 0, percent: 100, level: 'used_up' }],
  [100, 130, { left: 0, percent: 130, level: 'used_up' }],
  [3, 2, { left: 1, percent: 66, level: 'fine' }],
  [0, 0, { left: 0, percent: 100, level: 'used_up' }],
])('of %i units %i used', (units, used, state) => expect(packageState({ units, used })).toEqual(state));

test.each([
  [100, 79, null],
  [100, 80, 'package_nearly'],
  [100, 81, null],
  [100, 100, 'package_used_up'],
  [100, 101, null],
  [3, 2, null],
  [3, 3, 'package_used_up'],
  [1, 1, 'package_used_up'],
])('of %i units the one that makes %i used tells the specialist: %s', (units, used, warning) =>
  expect(warningAfter({ units, used })).toBe(warning),
);

test('used up, in-person SMS go by e-mail, or not at all; video ones go on unchanged', () => {
  const after = (changes: Partial<Parameters<typeof channelAfterPackage>[0]>) =>
    channelAfterPackage({ ...inPerson, level: 'used_up', patientHasEmail: true, ...changes });
  expect(after({})).toBe('email');
  expect(after({ patientHasEmail: false })).toBeNull();
  expect(after({ level: 'nearly' })).toBe('sms');
  expect(after({ modality: 'video' })).toBe('sms');
  expect(after({ modality: null, kind: 'code' })).toBe('sms');
  expect(after({ audience: 'specialist' })).toBe('sms');
});

test('any history of video appointments leaves the package untouched (F9)', () => {
  const kinds: MessageKind[] = [
    'confirmation',
    'reminder_1440',
    'reminder_60',
    'specialist_link',
    'booked_notice',
    'rescheduled',
    'cancelled',
  ];
  const message = fc.record({
    channel: fc.constantFrom('sms' as const, 'email' as const),
    audience: fc.constantFrom('patient' as const, 'specialist' as const),
    modality: fc.constant('video' as const),
    kind: fc.constantFrom<MessageKind>(...kinds, 'card_request', 'card_settled', 'review_invitation', 'code'),
  });
  fc.assert(
    fc.property(fc.array(message, { maxLength: 60 }), fc.nat(500), (history, units) => {
      const used = history.reduce((sum, one) => sum + unitsOf(one), 0);
      expect(used).toBe(0);
      for (const one of history)
        expect(channelAfterPackage({ ...one, level: packageState({ units, used }).level, patientHasEmail: false })).toBe(
          one.channel,
        );
    }),
    { numRuns: 300, seed: 9 },
  );
});
