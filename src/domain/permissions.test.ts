import { describe, expect, it } from 'vitest';
import type { Actor } from './people.ts';
import { may, permissions, type Action } from './permissions.ts';

const actors: Record<Actor['kind'], Actor> = {
  visitor: { kind: 'visitor' },
  guest: { kind: 'guest', appointmentId: 'appointment A' },
  booker: { kind: 'booker', appointmentId: 'appointment A', accountId: 'account A' },
  patient: { kind: 'patient', accountId: 'account A' },
  specialist: { kind: 'specialist', accountId: 'account A', specialistIds: ['practice A'] },
  assistant: { kind: 'assistant', accountId: 'account A', specialistIds: ['practice A', 'practice C'] },
  operator: { kind: 'operator', accountId: 'account A' },
  system: { kind: 'system', job: 'test' },
};
const mine = { accountId: 'account A', appointmentId: 'appointment A', specialistId: 'practice A' };
const theirs = { accountId: 'account B', appointmentId: 'appointment B', specialistId: 'practice B' };

/** Who may, of one's own; everybody else may not, and nobody of others' but the operator of the site. */
const expected: Record<Action, Actor['kind'][]> = {
  'keep-account': ['patient', 'specialist', 'assistant', 'operator'],
  'apply-to-practise': ['patient'],
  'see-own-appointments': ['patient', 'specialist', 'assistant', 'operator'],
  'choose-messages': ['patient'],
  'enter-own-room': ['patient'],
  'be-attended': ['guest'],
  pay: ['guest', 'booker', 'patient'],
  review: ['guest', 'patient'],
  'keep-agenda': ['specialist', 'assistant'],
  'read-reason': ['specialist'],
  'exchange-documents': ['patient', 'specialist'],
  'keep-notes': ['specialist'],
  attend: ['specialist'],
  'run-practice': ['specialist'],
  'take-money': ['specialist'],
  'answer-review': ['specialist'],
  'run-site': ['operator'],
};

describe.each(Object.keys(permissions) as Action[])('%s', (action) => {
  it.each(Object.values(actors))('of one’s own and of others, as $kind', (actor) => {
    const allowed = expected[action].includes(actor.kind);
    expect(may(actor, action)).toBe(allowed);
    expect(may(actor, action, mine)).toBe(allowed);
    expect(may(actor, action, theirs)).toBe(allowed && action === 'run-site');
  });
});

it('an assistant of several practices keeps each of them, and no fourth', () => {
  const of = (specialistId: string) => may(actors.assistant, 'keep-agenda', { specialistId });
  expect(['practice A', 'practice B', 'practice C'].map(of)).toEqual([true, false, true]);
});
