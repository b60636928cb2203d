import { describe, expect, test } from 'vitest';
import { stillTrue, type TruthQuestion } from './truth.ts';

const startsAt = new Date('2026-11-26T17:40:00Z');
const standing = { status: 'booked', startsAt, outcome: null, confirmation: 'not_required' } as const;
const before = (minutes: number) => new Date(startsAt.getTime() - minutes * 60_000);
function judge(
  kind: string,
  change: Partial<Omit<TruthQuestion, 'appointment'>> & { appointment?: Partial<TruthQuestion['appointment']> } = {},
): string {
  const { appointment, ...rest } = change;
  const audience = kind.endsWith('notice') || kind === 'specialist_link' ? 'specialist' : 'patient';
  const question = {
    kind,
    audience,
    occurrence: startsAt.toISOString(),
    attempts: 0,
    now: before(60),
    ...rest,
    appointment: { ...standing, ...appointment },
  };
  const truth = stillTrue(question as TruthQuestion);
  return truth.send ? 'send' : `${truth.status} ${truth.why}`;
}

const ofPatients = ['confirmation', 'reminder_60', 'rescheduled', 'card_settled'];

describe('whether a message is still true when it is about to leave (M6)', () => {
  test.each([...ofPatients, 'booked_notice', 'rescheduled_notice', 'specialist_link'])(
    '%s: while the appointment stands',
    (kind) => {
      expect(judge(kind)).toBe('send');
      expect(judge(kind, { appointment: { status: 'in_progress' }, now: before(1) })).toBe('send');
      expect(judge(kind, { appointment: { status: 'cancelled' } })).toBe('cancelled cancelled');
      expect(judge(kind, { appointment: { status: 'no_show' } })).toBe('skipped appointment-over');
    },
  );
  test.each(['document', 'document_notice'])('%s: before and after the hour, and not once it is cancelled', (kind) => {
    expect(judge(kind, { occurrence: 'document' })).toBe('send');
    expect(judge(kind, { occurrence: 'document', appointment: { status: 'completed', outcome: 'took_place' }, now: before(-90) })).toBe('send');
    expect(judge(kind, { occurrence: 'document', appointment: { status: 'cancelled' } })).toBe('cancelled cancelled');
  });
  test.each([...ofPatients, 'specialist_link'])('%s: not once the hour has come', (kind) => {
    expect(judge(kind, { now: startsAt })).toBe('skipped hour-passed');
    expect(judge(kind, { now: before(1 / 60) })).toBe('send');
  });
  test.each(['reminder_60', 'specialist_link'])('%s: of another hour than it was planned for', (kind) => {
    expect(judge(kind, { occurrence: before(20).toISOString() })).toBe('cancelled rescheduled');
  });
  test.each(['cancelled', 'cancelled_notice'])('%s: only of a cancelled appointment, also after its hour', (kind) => {
    expect(judge(kind, { appointment: { status: 'cancelled' }, now: before(-90) })).toBe('send');
    expect(judge(kind)).toBe('cancelled not-cancelled');
  });
  test('a card is asked for until it is given', () => {
    expect(judge('card_request', { appointment: { confirmation: 'requested' } })).toBe('send');
    expect(judge('card_request', { appointment: { confirmation: 'given' } })).toBe('cancelled card-given');
  });
  test('a card that the bank refused: until it is mended, also after the consultation', () => {
    expect(judge('card_problem', { appointment: { payment: 'failed' } })).toBe('send');
    expect(judge('card_problem', { appointment: { payment: 'failed', status: 'completed' }, now: before(-60) })).toBe('send');
    expect(judge('card_problem', { appointment: { payment: 'guaranteed' } })).toBe('cancelled card-given');
    expect(judge('card_problem', { appointment: { payment: 'failed', status: 'cancelled' } })).toBe('cancelled cancelled');
  });
  test.each(['charged', 'given_back'])('%s: whatever became of the appointment', (kind) => {
    for (const status of ['completed', 'no_show', 'booked'] as const)
      expect(judge(kind, { appointment: { status }, now: before(-90) })).toBe('send');
  });
  test('only what took place is reviewed', () => {
    expect(judge('review_invitation', { appointment: { status: 'completed', outcome: 'took_place' }, now: before(-60) })).toBe(
      'send',
    );
    expect(judge('review_invitation', { appointment: { status: 'completed', outcome: 'technical' } })).toBe(
      'cancelled did-not-take-place',
    );
    expect(judge('review_invitation', { appointment: { status: 'in_progress' } })).toBe('cancelled did-not-take-place');
  });
  test('it is not tried for ever', () =>
    expect([judge('confirmation', { attempts: 39 }), judge('confirmation', { attempts: 40 })]).toEqual([
      'send',
      'failed gave-up',
    ]));
});
