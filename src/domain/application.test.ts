import { describe, expect, it, test } from 'vitest';
import { applicationDecisions, applicationStates, mayDecideApplication, mayEditApplication, maySendApplication, mayWithdrawApplication, papersMissing } from './application.ts';

describe('a request to be admitted (O1)', () => {
  test.each([
    { state: 'draft', edit: true, withdraw: true, decisions: [] },
    { state: 'received', edit: false, withdraw: true, decisions: ['review', 'ask', 'admit', 'refuse'] },
    { state: 'in_review', edit: false, withdraw: true, decisions: ['ask', 'admit', 'refuse'] },
    { state: 'incomplete', edit: true, withdraw: true, decisions: ['refuse'] },
    { state: 'admitted', edit: false, withdraw: false, decisions: [] },
    { state: 'refused', edit: false, withdraw: false, decisions: [] },
  ] as const)('$state: who may do what', ({ state, edit, withdraw, decisions }) => {
    expect([mayEditApplication(state), mayWithdrawApplication(state)]).toEqual([edit, withdraw]);
    expect(applicationDecisions.filter((decision) => mayDecideApplication(state, decision))).toEqual(decisions);
  });

  it('is sent with licence and identity, and never twice without having been given back', () => {
    expect(papersMissing(['degree'])).toEqual(['licence', 'identity']);
    expect(maySendApplication('draft', ['licence'])).toMatchObject({ ok: false, kind: 'papers-missing' });
    expect(maySendApplication('incomplete', ['licence', 'identity', 'other'])).toMatchObject({ ok: true });
    for (const state of applicationStates.filter((one) => !mayEditApplication(one))) {
      expect(maySendApplication(state, ['licence', 'identity'])).toMatchObject({ ok: false, kind: 'decided-meanwhile' });
    }
  });
});
