import { describe, expect, it } from 'vitest';
import { isOpen, mayConfirm, type Proposal } from './two-operators.ts';

const at = new Date('2026-11-23T10:00:00Z');
const later = (days: number) => new Date(at.getTime() + days * 86_400_000);
const proposal = (change: Partial<Proposal> = {}): Proposal => ({ proposedBy: 'andres', proposedAt: at, decision: null, ...change });

describe('what two operators decide (O1)', () => {
  it.each([
    ['the other one, the same day', proposal(), 'marta', 0, null],
    ['the other one, in its week', proposal(), 'marta', 6.9, null],
    ['whoever proposed it', proposal(), 'andres', 0, 'needs-another-operator'],
    ['the other one, too late', proposal(), 'marta', 7, 'decided-meanwhile'],
    ['the other one, after it was withdrawn', proposal({ decision: 'withdrawn' }), 'marta', 0, 'decided-meanwhile'],
    ['the other one, twice', proposal({ decision: 'confirmed' }), 'marta', 0, 'decided-meanwhile'],
  ])('%s', (_, given, who, days, refused) => {
    const answer = mayConfirm(given, who, later(days));
    expect(answer.ok ? null : answer.kind).toBe(refused);
  });

  it('waits for a week', () => {
    expect([0, 6.9, 7].map((days) => isOpen(proposal(), later(days)))).toEqual([true, true, false]);
  });
});
