import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AppointmentStatus, Confirmation } from './appointment.ts';
import {
  planReminders,
  reminderMinutesOf,
  reminderTimes,
  type PlannedMessage,
  type PlanQuestion,
  type PlanReason,
} from './reminders.ts';

const startsAt = new Date('2026-11-26T17:40:00Z');
const before = (minutes: number) => new Date(startsAt.getTime() - minutes * 60_000);
const occurrence = startsAt.toISOString();
const booked: PlanQuestion = {
  reason: 'booked',
  modality: 'video',
  startsAt,
  now: before(3000),
  status: 'booked',
  outcome: null,
  reminderMinutes: [1440, 60],
  patientHasMobile: true,
  patientHasEmail: true,
  channelChoice: 'both',
  prepayment: 'off',
  bookedBy: 'patient',
  confirmation: 'not_required',
  sequence: 0,
};
/** 'confirmation patient sms -3000': kind, audience, channel and minutes to the hour. */
const lines = (messages: PlannedMessage[]) =>
  messages.map((one) => `${one.kind} ${one.audience} ${one.channel} ${(one.dueAt.getTime() - startsAt.getTime()) / 60_000}`);
const plan = (changes: Partial<PlanQuestion> = {}) => lines(planReminders({ ...booked, ...changes }));
const about = (kind: string, changes: Partial<PlanQuestion> = {}) => plan(changes).filter((line) => line.startsWith(kind));

test('a booked video consultation: told at once, reminded a day and an hour before, the specialist’s link 10 minutes before', () => {
  expect(plan()).toEqual([
    'confirmation patient sms -3000',
    'confirmation patient email -3000',
    'booked_notice specialist email -3000',
    'reminder_1440 patient sms -1440',
    'reminder_1440 patient email -1440',
    'reminder_60 patient sms -60',
    'reminder_60 patient email -60',
    'specialist_link specialist sms -10',
    'specialist_link specialist email -10',
  ]);
});

describe('the specialist gets the link 10 minutes before the hour', () => {
  test('at once when it is booked later than that', () => {
    expect(about('specialist_link', { now: before(4) })).toEqual([
      'specialist_link specialist sms -4',
      'specialist_link specialist email -4',
    ]);
  });
  test('not once the hour has come', () => expect(about('specialist_link', { now: startsAt })).toEqual([]));
  test('not for an appointment in person', () => expect(about('specialist_link', { modality: 'in_person' })).toEqual([]));
});

describe('reminders', () => {
  test('none is due in the past: the confirmation carries the link', () => {
    expect(about('reminder', { now: before(600) })).toEqual(['reminder_60 patient sms -60', 'reminder_60 patient email -60']);
    expect(about('reminder', { now: before(60) })).toEqual([]);
  });
  test('for video one by SMS and one by e-mail stay although the list is empty (F9)', () => {
    expect(about('reminder', { reminderMinutes: [] })).toEqual(['reminder_60 patient sms -60', 'reminder_60 patient email -60']);
    expect(about('reminder', { reminderMinutes: [0, -5] })).toHaveLength(2);
  });
  test('in person an empty list reminds nobody', () =>
    expect(about('reminder', { reminderMinutes: [], modality: 'in_person' })).toEqual([]));
  test('each time counts once', () => expect(reminderTimes([60, 2880, 60], 'video')).toEqual([2880, 60]));
  test('their kind tells their time', () => {
    expect([reminderMinutesOf('reminder_1440'), reminderMinutesOf('confirmation'), reminderMinutesOf('reminder_x')]).toEqual([
      1440,
      null,
      null,
    ]);
  });
  test('other times of the specialist plan reminders and link anew, nothing else', () => {
    expect(plan({ reason: 'reminders-changed', reminderMinutes: [120] })).toEqual([
      'reminder_120 patient sms -120',
      'reminder_120 patient email -120',
      'specialist_link specialist sms -10',
      'specialist_link specialist email -10',
    ]);
  });
  test('what the patient cannot receive is not planned', () => {
    expect(plan({ patientHasMobile: false }).filter((line) => line.includes('patient sms'))).toEqual([]);
    expect(plan({ patientHasEmail: false }).filter((line) => line.includes('patient email'))).toEqual([]);
  });
});

describe('changes', () => {
  test('a move is told to both and planned for the new hour', () => {
    const messages = planReminders({ ...booked, reason: 'rescheduled', sequence: 2, now: before(90) });
    expect(lines(messages).slice(0, 3)).toEqual([
      'rescheduled patient sms -90',
      'rescheduled patient email -90',
      'rescheduled_notice specialist email -90',
    ]);
    expect(messages.slice(0, 3).map((one) => one.occurrence)).toEqual(['rescheduled 2', 'rescheduled 2', 'rescheduled 2']);
    expect(messages.slice(3).every((one) => one.occurrence === occurrence)).toBe(true);
  });
  test('moved there and back again, each move is told', () => {
    const told = [1, 2, 3].map((sequence) => planReminders({ ...booked, reason: 'rescheduled', sequence })[0]?.occurrence);
    expect(new Set(told).size).toBe(3);
  });
  test('a cancelled appointment reminds nobody: both are told, that is all', () => {
    expect(plan({ reason: 'cancelled', status: 'cancelled' })).toEqual([
      'cancelled patient sms -3000',
      'cancelled patient email -3000',
      'cancelled_notice specialist email -3000',
    ]);
  });
  test('what took place invites a review, either modality', () => {
    const over = { reason: 'completed', status: 'completed', outcome: 'took_place', now: before(-60) } as const;
    for (const modality of ['video', 'in_person'] as const) {
      expect(plan({ ...over, modality })).toEqual(['review_invitation patient sms 60', 'review_invitation patient email 60']);
    }
    expect(plan({ ...over, outcome: 'technical' })).toEqual([]);
    expect(plan({ ...over, status: 'no_show', outcome: 'patient_absent' })).toEqual([]);
  });
});

describe('the card of an appointment that the specialist booked', () => {
  const asked = { bookedBy: 'specialist', prepayment: 'stripe', confirmation: 'requested' } as const;
  test('is asked for by SMS and e-mail (Y2)', () => {
    expect(about('card', asked)).toEqual(['card_request patient sms -3000', 'card_request patient email -3000']);
  });
  test('is asked for once more two days before, where that is not within a day; moved, at the new hour (Y2)', () => {
    const early = { ...asked, now: before(6 * 1440) };
    expect(about('card', early)).toEqual([
      'card_request patient sms -8640',
      'card_request patient email -8640',
      'card_request patient sms -2880',
      'card_request patient email -2880',
    ]);
    expect(about('card', { ...early, reason: 'rescheduled' })).toEqual(['card_request patient sms -2880', 'card_request patient email -2880']);
    expect(about('card', { ...early, reason: 'rescheduled', confirmation: 'given' })).toEqual([]);
  });
  test('outside Stripe nobody is asked (Y1)', () =>
    expect(about('card', { ...asked, prepayment: 'other', confirmation: 'not_required' })).toEqual([]));
  test('in a patient’s own booking nobody is asked either', () =>
    expect(about('card', { ...asked, bookedBy: 'patient' })).toEqual([]));
  test('is asked for again when the specialist wishes, and each asking is one message', () => {
    const again = planReminders({ ...booked, ...asked, reason: 'card-asked', now: before(2000) });
    expect(lines(again)).toEqual(['card_request patient sms -2000', 'card_request patient email -2000']);
    const first = planReminders({ ...booked, ...asked }).find((one) => one.kind === 'card_request');
    expect(again[0]?.occurrence).not.toBe(first?.occurrence);
    expect(planReminders({ ...booked, ...asked, reason: 'card-asked' })[0]?.occurrence).toBe(first?.occurrence);
  });
  test('is thanked for once it is there', () => {
    const given = { ...asked, reason: 'card-settled', confirmation: 'given' } as const;
    expect(plan(given)).toEqual(['card_settled patient email -3000']);
    expect(plan({ ...given, patientHasEmail: false })).toEqual(['card_settled patient sms -3000']);
    expect(plan({ ...given, confirmation: 'requested' })).toEqual([]);
    expect(plan({ ...given, bookedBy: 'patient' })).toEqual([]);
  });
  test('refused by the bank, the patient hears it early and by every channel; after the consultation by one', () => {
    expect(plan({ reason: 'card-refused' })).toEqual(['card_problem patient sms -3000', 'card_problem patient email -3000']);
    const over = { reason: 'card-refused', status: 'completed', now: before(-60) } as const;
    expect(plan(over)).toEqual(['card_problem patient email 60']);
    expect(plan({ ...over, patientHasEmail: false })).toEqual(['card_problem patient sms 60']);
    expect(plan({ reason: 'card-refused', status: 'cancelled' })).toEqual([]);
  });
  test('money taken afterwards and money given back are told by e-mail; booking and cancellation tell their own', () => {
    expect(plan({ reason: 'money-taken', status: 'completed', now: before(-60) })).toEqual(['charged patient email 60']);
    expect(plan({ reason: 'money-taken', status: 'booked' })).toEqual([]);
    expect(plan({ reason: 'money-given-back', status: 'completed', now: before(-60) })).toEqual(['given_back patient email 60']);
    expect(plan({ reason: 'money-given-back', status: 'cancelled' })).toEqual([]);
  });
  test('never given, the appointment is reminded and its link sent like any other (Y3)', () => {
    const rest = (changes: Partial<PlanQuestion>) => plan(changes).filter((line) => !line.startsWith('card'));
    expect(rest(asked)).toEqual(plan());
  });
});

test('whatever the appointment: nothing is due in the past, nothing twice, and nothing reminds unless it stands', () => {
  const question = fc.record({
    reason: fc.constantFrom<PlanReason>(
      'booked',
      'rescheduled',
      'cancelled',
      'completed',
      'card-asked',
      'card-settled',
      'reminders-changed',
    ),
    modality: fc.constantFrom('video' as const, 'in_person' as const),
    now: fc.integer({ min: -300, max: 5000 }).map(before),
    status: fc.constantFrom<AppointmentStatus>('held', 'booked', 'in_progress', 'completed', 'cancelled', 'no_show', 'expired'),
    outcome: fc.constantFrom(null, 'took_place' as const, 'technical' as const),
    reminderMinutes: fc.array(fc.integer({ min: -10, max: 4000 }), { maxLength: 5 }),
    patientHasMobile: fc.boolean(),
    patientHasEmail: fc.boolean(),
    channelChoice: fc.constantFrom('both' as const, 'sms' as const, 'email' as const),
    prepayment: fc.constantFrom('off' as const, 'stripe' as const, 'other' as const),
    bookedBy: fc.constantFrom('patient' as const, 'specialist' as const, 'assistant' as const),
    confirmation: fc.constantFrom<Confirmation>('not_required', 'requested', 'given'),
    sequence: fc.nat(9),
  });
  fc.assert(
    fc.property(question, (one) => {
      const messages = planReminders({ startsAt, ...one });
      const keys = messages.map((message) => [message.occurrence, message.audience, message.kind, message.channel].join());
      expect(new Set(keys).size).toBe(keys.length);
      for (const message of messages) {
        expect(message.dueAt.getTime()).toBeGreaterThanOrEqual(one.now.getTime());
        const ahead = message.kind === 'specialist_link' || reminderMinutesOf(message.kind) !== null;
        if (ahead) expect(['booked', 'in_progress']).toContain(one.status);
        if (message.audience === 'patient')
          expect(message.channel === 'sms' ? one.patientHasMobile : one.patientHasEmail).toBe(true);
      }
    }),
    { numRuns: 500, seed: 10 },
  );
});

test('a document is told of after two minutes: to the patient by what they chose, to the specialist by mail; also long after the hour', () => {
  const after = { now: before(-60), status: 'completed', outcome: 'took_place' } as const;
  expect(plan({ ...after, reason: 'document-to-patient' })).toEqual(['document patient sms 62', 'document patient email 62']);
  expect(plan({ ...after, reason: 'document-to-patient', channelChoice: 'email' })).toEqual(['document patient email 62']);
  expect(plan({ ...after, reason: 'document-to-specialist' })).toEqual(['document_notice specialist email 62']);
});
