import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AppointmentStatus, Booker } from './appointment.ts';
import {
  appointmentEvents,
  comingBackUndoesCompletion,
  completionDue,
  completionDueAt,
  extendHold,
  holdExpiry,
  mayCancel,
  mayMarkUnsuitable,
  mayReschedule,
  nextStatus,
  tellBookingAt,
  type AppointmentEvent,
  type CompletionQuestion,
} from './booking.ts';

const startsAt = new Date('2026-11-26T17:40:00Z');
const endsAt = new Date('2026-11-26T18:10:00Z');
const minutes = (count: number, from = startsAt) => new Date(from.getTime() + count * 60_000);
const statuses: AppointmentStatus[] = ['held', 'booked', 'in_progress', 'completed', 'cancelled', 'no_show', 'expired'];

describe('a hold', () => {
  const hold = { expiresAt: holdExpiry(startsAt), extended: false };
  test('lasts 10 minutes', () => expect(hold.expiresAt).toEqual(minutes(10)));
  test('is extended by 5 minutes, once', () => {
    const longer = extendHold(hold, minutes(9));
    expect(longer).toEqual({ ok: true, value: { expiresAt: minutes(15), extended: true } });
    expect(longer.ok && extendHold(longer.value, minutes(12))).toEqual({ ok: false, kind: 'not-allowed' });
  });
  test('is over to the second', () => expect(extendHold(hold, minutes(10))).toEqual({ ok: false, kind: 'hold-expired' }));
});

describe('the life of an appointment', () => {
  const table: Record<AppointmentStatus, Partial<Record<AppointmentEvent, AppointmentStatus>>> = {
    held: { confirm: 'booked', expire: 'expired' },
    booked: {
      admit: 'in_progress',
      complete: 'completed',
      mark_took_place: 'completed',
      mark_unsuitable: 'completed',
      mark_no_show: 'no_show',
      cancel: 'cancelled',
    },
    in_progress: { complete: 'completed', mark_took_place: 'completed', mark_unsuitable: 'completed', mark_no_show: 'no_show', cancel: 'cancelled' },
    completed: { undo_completion: 'in_progress', mark_unsuitable: 'completed' },
    expired: { confirm_late: 'booked' },
    cancelled: {},
    no_show: {},
  };
  test.each(statuses)('%s moves only as B10 says', (status) => {
    for (const event of appointmentEvents)
      expect([event, nextStatus(status, event)]).toEqual([event, table[status][event] ?? null]);
  });

  test('only cancelling, admission, a person’s word or completion moves a booked appointment; no payment event ever does', () => {
    const mayMove: AppointmentEvent[] = ['admit', 'complete', 'cancel', 'mark_no_show', 'mark_took_place', 'mark_unsuitable'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...appointmentEvents), { minLength: 1, maxLength: 40 }), (events) => {
        let status: AppointmentStatus = 'booked';
        for (const event of events) {
          const next = nextStatus(status, event);
          if (/^(card|payment|time)_/.test(event)) expect(next).toBeNull();
          if (status === 'booked' && next !== null) expect(mayMove).toContain(event);
          status = next ?? status;
        }
        const quiet = events.filter((event) => !mayMove.includes(event));
        expect(quiet.every((event) => nextStatus('booked', event) === null)).toBe(true);
      }),
      { numRuns: 1000, seed: 11 },
    );
  });
});

describe('who may still change it', () => {
  test.each<[string, AppointmentStatus, Booker, Date, string]>([
    ['the patient until the hour', 'booked', 'patient', minutes(-1), 'yes'],
    ['not at the hour', 'booked', 'patient', startsAt, 'too-late-to-cancel'],
    ['not once admitted', 'in_progress', 'patient', minutes(-5), 'too-late-to-cancel'],
    ['the specialist even after it', 'booked', 'specialist', minutes(60), 'yes'],
    ['the assistant during it', 'in_progress', 'assistant', minutes(5), 'yes'],
    ['nobody twice', 'cancelled', 'specialist', minutes(-60), 'appointment-cancelled'],
    ['nobody afterwards', 'completed', 'specialist', minutes(60), 'appointment-over'],
    ['nobody what nobody came to', 'no_show', 'patient', minutes(60), 'appointment-over'],
    ['a hold is not cancelled, it runs out', 'held', 'patient', minutes(-60), 'not-allowed'],
  ])('cancel: %s', (_, status, by, now, expected) => {
    const answer = mayCancel({ status, startsAt, now, by });
    expect(answer.ok ? 'yes' : answer.kind).toBe(expected);
  });

  test.each<[string, AppointmentStatus, Booker, Date, number, string]>([
    ['the patient until the cut-off', 'booked', 'patient', minutes(-24 * 60), 24, 'yes'],
    ['not a second later', 'booked', 'patient', new Date(minutes(-24 * 60).getTime() + 1000), 24, 'too-late-to-change'],
    ['without a cut-off until the hour', 'booked', 'patient', minutes(-1), 0, 'yes'],
    ['not at the hour', 'booked', 'patient', startsAt, 0, 'too-late-to-change'],
    ['the specialist at any time', 'booked', 'specialist', minutes(5), 24, 'yes'],
    ['nobody while it runs', 'in_progress', 'specialist', minutes(5), 24, 'too-late-to-change'],
    ['nobody once cancelled', 'cancelled', 'patient', minutes(-9000), 24, 'appointment-cancelled'],
  ])('reschedule: %s', (_, status, by, now, cutoffHours, expected) => {
    const answer = mayReschedule({ status, startsAt, now, cutoffHours, by });
    expect(answer.ok ? 'yes' : answer.kind).toBe(expected);
  });
});

describe('«no era apta para videoconsulta»', () => {
  const question = { status: 'in_progress', modality: 'video', outcome: null, startsAt, completedAt: null, reviewed: false, now: minutes(5) } as const;
  test.each([
    ['during it', {}, 'yes'],
    ['of one nobody was let into, from its hour on', { status: 'booked', now: minutes(0) }, 'yes'],
    ['before its hour', { status: 'booked', now: minutes(-1) }, 'try-again-later'],
    ['after «Consulta terminada», for two days', { status: 'completed', outcome: 'took_place', completedAt: minutes(30), now: minutes(30 + 48 * 60) }, 'yes'],
    ['later than that', { status: 'completed', outcome: 'took_place', completedAt: minutes(30), now: minutes(31 + 48 * 60) }, 'appointment-over'],
    ['of one that was reviewed: nobody takes a review away by it', { status: 'completed', outcome: 'took_place', completedAt: minutes(30), reviewed: true }, 'already-reviewed'],
    ['twice', { status: 'completed', outcome: 'unsuitable', completedAt: minutes(30) }, 'appointment-over'],
    ['of one to which nobody came', { status: 'no_show', outcome: 'patient_absent' }, 'appointment-over'],
    ['of one that was cancelled', { status: 'cancelled' }, 'appointment-cancelled'],
    ['in person', { modality: 'in_person' }, 'not-allowed'],
    ['of one that failed technically', { outcome: 'technical' }, 'yes'],
  ] as const)('%s', (_, change, answer) => {
    const may = mayMarkUnsuitable({ ...question, ...change });
    expect(may.ok ? 'yes' : may.kind).toBe(answer);
  });
});

describe('completion by itself', () => {
  const talked: CompletionQuestion = {
    status: 'in_progress',
    modality: 'video',
    endsAt,
    admittedAt: startsAt,
    lastHangupAt: minutes(20),
    bothConnectedSeconds: 900,
  };
  const never = { admittedAt: null, lastHangupAt: null, bothConnectedSeconds: 0 };
  test.each<[string, Partial<CompletionQuestion>, Date | null]>([
    ['10 minutes after the last hang-up', {}, minutes(30)],
    ['at the end of the window when that comes first', { lastHangupAt: minutes(28, endsAt) }, minutes(30, endsAt)],
    [
      'at the end of the window when nobody hung up and both were connected for 60 s',
      { lastHangupAt: null, bothConnectedSeconds: 60 },
      minutes(30, endsAt),
    ],
    ['not when they were connected for less', { lastHangupAt: null, bothConnectedSeconds: 59 }, null],
    ['10 minutes after hanging up a short call', { bothConnectedSeconds: 20 }, minutes(30)],
    ['not when the call never connected', { bothConnectedSeconds: 0 }, null],
    ['not when one side or nobody came', { status: 'booked', ...never }, null],
    ['not when nobody was let in', { status: 'booked', admittedAt: null }, null],
    ['in person 2 hours after the end', { modality: 'in_person', status: 'booked', ...never }, minutes(120, endsAt)],
    ['not what was marked or cancelled', { modality: 'in_person', status: 'no_show', ...never }, null],
    ['not a second time', { status: 'completed' }, null],
  ])('%s', (_, changes, expected) => {
    const question = { ...talked, ...changes };
    expect(completionDueAt(question)).toEqual(expected);
    const dueAt = expected ?? minutes(9000);
    expect(completionDue({ ...question, now: new Date(dueAt.getTime() - 1) })).toBeNull();
    expect(completionDue({ ...question, now: dueAt })).toBe(expected && 'complete');
    expect(completionDue({ ...question, now: dueAt, callRunning: true })).toBeNull();
  });

  test.each([
    ['one that set itself', minutes(30), minutes(20), minutes(32), true],
    ['not one that was pressed', minutes(21), minutes(20), minutes(25), false],
    ['not one pressed without a hang-up', minutes(21), null, minutes(25), false],
    ['not after closing', minutes(30), minutes(20), minutes(30, endsAt), false],
  ])('coming back undoes %s', (_, completedAt, lastHangupAt, now, expected) => {
    const question = { status: 'completed' as const, modality: 'video' as const, completedAt, lastHangupAt, endsAt, now };
    expect(comingBackUndoesCompletion(question)).toBe(expected);
    expect(comingBackUndoesCompletion({ ...question, modality: 'in_person' })).toBe(false);
    expect(comingBackUndoesCompletion({ ...question, status: 'cancelled' })).toBe(false);
  });
});

test('a booking is confirmed at once; in a crowd two minutes later, unless its hour is near', () => {
  const now = new Date('2026-11-23T08:00:00Z');
  const told = (startsAt: string, crowded: boolean) => tellBookingAt({ now, startsAt: new Date(startsAt), crowded }).toISOString();
  expect(told('2026-11-24T08:00:00Z', false)).toBe('2026-11-23T08:00:00.000Z');
  expect(told('2026-11-24T08:00:00Z', true)).toBe('2026-11-23T08:02:00.000Z');
  expect(told('2026-11-23T09:30:00Z', true)).toBe('2026-11-23T08:00:00.000Z');
});
