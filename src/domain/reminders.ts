import type { AppointmentStatus, Booker, Confirmation, Modality, Outcome, Prepayment } from './appointment.ts';
import { holdOpensAt } from './prepayment.ts';
import { tookPlace } from './reviews.ts';

/** The specialist gets the link to their video appointment this long before the hour (M3). */
export const SPECIALIST_LINK_MINUTES = 10;
/** The reminder that a video appointment keeps where the specialist's list is empty (F9, M2). */
export const LAST_REMINDER_MINUTES = 60;

const CARD_OF_SERIES_DAYS = 7;
const CARD_REMINDER_AFTER_MS = 24 * 3_600_000;
const cardReminderOf = 'card reminder';
/** So long a document can be taken back before anybody hears of it, and so long further ones join its news. */
const DOCUMENT_NEWS_MINUTES = 2;

export type Audience = 'patient' | 'specialist';
export type Channel = 'sms' | 'email';
/** By what the patient wants to be told; what cannot be had is replaced by what can. */
export type ChannelChoice = 'both' | Channel;
export type MessageKind =
  | 'confirmation'
  | `reminder_${number}`
  | 'specialist_link'
  | 'booked_notice'
  | 'rescheduled'
  | 'rescheduled_notice'
  | 'cancelled'
  | 'cancelled_notice'
  | 'card_request'
  | 'card_settled'
  | 'card_problem'
  | 'charged'
  | 'given_back'
  | 'review_invitation'
  | 'unsuitable'
  | 'your_turn'
  | 'document'
  | 'document_notice'
  | 'earlier_offer'
  | 'package_nearly'
  | 'package_used_up'
  | 'code';

/** What happened to the appointment; `reminders-changed`: other times, or other channels, for what lies ahead. */
export type PlanReason =
  'booked' | 'rescheduled' | 'cancelled' | 'completed' | 'unsuitable' | 'card-asked' | 'card-settled' | 'card-refused' | 'money-taken' | 'money-given-back' | 'reminders-changed'
  | 'document-to-patient' | 'document-to-specialist';

export interface PlanQuestion {
  reason: PlanReason;
  modality: Modality;
  startsAt: Date;
  now: Date;
  /**
   * When what happened is told: now if missing, later while a move can be taken back (B9), null where another
   * appointment's confirmation tells it (series, B6).
   */
  tellAt?: Date | null;
  status: AppointmentStatus;
  outcome: Outcome | null;
  /** How long before the hour, as the specialist set it (M2). */
  reminderMinutes: readonly number[];
  patientHasMobile: boolean;
  patientHasEmail: boolean;
  channelChoice: ChannelChoice;
  prepayment: Prepayment;
  bookedBy: Booker;
  confirmation: Confirmation;
  /** Counts the changes of the appointment (RFC 5545 §3.8.7.4), so that a second change is told too. */
  sequence: number;
}

export interface PlannedMessage {
  kind: MessageKind;
  audience: Audience;
  channel: Channel;
  dueAt: Date;
  /** With appointment, audience, kind and channel what makes the message unique (M6): the start or the change it speaks of. */
  occurrence: string;
}

/**
 * Every message that follows from what happened (M1–M3, F9), in the order of their times. A move, a cancellation and
 * completion take the place of all that was still planned; `reminders-changed` of reminders and link; `card-…` adds.
 */
export function planReminders(question: PlanQuestion): PlannedMessage[] {
  return plans[question.reason](question).sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime());
}

/** 'reminder_1440' → 1440; null for any other kind. */
export function reminderMinutesOf(kind: string): number | null {
  const [, minutes] = /^reminder_(\d+)$/.exec(kind) ?? [];
  return minutes === undefined ? null : Number(minutes);
}

/** The specialist's times, each once, the earliest first; for video at least one always stays (F9). */
export function reminderTimes(reminderMinutes: readonly number[], modality: Modality): number[] {
  const times = [...new Set(reminderMinutes.filter((minutes) => minutes > 0))].sort((a, b) => b - a);
  return times.length === 0 && modality === 'video' ? [LAST_REMINDER_MINUTES] : times;
}

const plans: Record<PlanReason, (question: PlanQuestion) => PlannedMessage[]> = {
  booked: (question) =>
    stands(question) ? [...toldAtOnce(question, 'booked'), ...cardRequest(question), ...cardReminder(question), ...ahead(question)] : [],
  rescheduled: (question) => (stands(question) ? [...toldAtOnce(question, 'rescheduled'), ...cardReminder(question), ...ahead(question)] : []),
  cancelled: (question) => (question.status === 'cancelled' ? toldAtOnce(question, 'cancelled') : []),
  completed: reviewInvitation,
  unsuitable: (question) => toPatient(question, 'unsuitable', question.now, 'unsuitable'),
  'card-asked': (question) => (stands(question) ? cardRequest(question) : []),
  'card-settled': cardSettled,
  'card-refused': cardProblem,
  'money-taken': (question) => (question.status === 'completed' || question.status === 'no_show' ? moneyMail(question, 'charged') : []),
  'money-given-back': (question) => (question.status === 'cancelled' || question.status === 'expired' ? [] : moneyMail(question, 'given_back')),
  'document-to-patient': (question) => toPatient(question, 'document', soon(question), `document ${question.now.toISOString()}`),
  'document-to-specialist': (question) => [
    { kind: 'document_notice', audience: 'specialist', channel: 'email', dueAt: soon(question), occurrence: `document ${question.now.toISOString()}` },
  ],
  'reminders-changed': (question) => (stands(question) ? ahead(question) : []),
};

const told = {
  booked: { patient: 'confirmation', specialist: 'booked_notice' },
  rescheduled: { patient: 'rescheduled', specialist: 'rescheduled_notice' },
  cancelled: { patient: 'cancelled', specialist: 'cancelled_notice' },
} as const;

/** Patient by SMS and e-mail, specialist by e-mail (M1). */
function toldAtOnce(question: PlanQuestion, what: keyof typeof told): PlannedMessage[] {
  if (question.tellAt === null) return [];
  const occurrence = `${what} ${question.sequence}`;
  const dueAt = question.tellAt ?? question.now;
  return [
    ...toPatient(question, told[what].patient, dueAt, occurrence),
    { kind: told[what].specialist, audience: 'specialist', channel: 'email', dueAt, occurrence },
  ];
}

/** Reminders not yet past and the specialist's link; what is past is in the message told at once. */
function ahead(question: PlanQuestion): PlannedMessage[] {
  const { modality, startsAt, now } = question;
  const occurrence = startsAt.toISOString();
  const reminders = reminderTimes(question.reminderMinutes, modality).flatMap((minutes) => {
    const dueAt = before(startsAt, minutes);
    return dueAt > now ? toPatient(question, `reminder_${minutes}`, dueAt, occurrence) : [];
  });
  if (modality !== 'video' || now >= startsAt) return reminders;
  const linkAt = before(startsAt, SPECIALIST_LINK_MINUTES);
  const link = { kind: 'specialist_link', audience: 'specialist', dueAt: linkAt > now ? linkAt : now, occurrence } as const;
  return [...reminders, { ...link, channel: 'sms' }, { ...link, channel: 'email' }];
}

/** Y2: each asking once, also when the booking and the asking are told in one go. */
function cardRequest(question: PlanQuestion): PlannedMessage[] {
  // The cards of a series' later dates are asked for one by one, a week before each.
  const week = before(question.startsAt, CARD_OF_SERIES_DAYS * 1440);
  const dueAt = question.tellAt === null && week > question.now ? week : question.now;
  return cardIsMissing(question) ? toPatient(question, 'card_request', dueAt, `card asked ${question.now.toISOString()}`) : [];
}

/** Asked once more by itself when the price could be set aside, unless that is within a day (Y2); its words are those of the first asking (Y3). */
function cardReminder(question: PlanQuestion): PlannedMessage[] {
  const dueAt = holdOpensAt(question.startsAt);
  const soonEnough = dueAt.getTime() - question.now.getTime() > CARD_REMINDER_AFTER_MS;
  return cardIsMissing(question) && soonEnough ? toPatient(question, 'card_request', dueAt, `${cardReminderOf} ${question.startsAt.toISOString()}`) : [];
}

/** One that is planned for later says nothing of an asking now. */
export function isCardReminder(occurrence: string): boolean {
  return occurrence.startsWith(cardReminderOf);
}

function cardIsMissing({ prepayment, bookedBy, confirmation }: PlanQuestion): boolean {
  return prepayment === 'stripe' && bookedBy !== 'patient' && confirmation === 'requested';
}

/** By e-mail, or by SMS where there is none. In a patient's own booking the confirmation says it. */
function cardSettled(question: PlanQuestion): PlannedMessage[] {
  if (question.bookedBy === 'patient' || question.confirmation !== 'given' || !stands(question)) return [];
  const channelChoice = question.channelChoice === 'both' ? 'email' : question.channelChoice;
  return toPatient({ ...question, channelChoice }, 'card_settled', question.now, 'card settled');
}

/** The bank refuses or asks its customer: at once, by every channel while the hour is ahead, by one of them afterwards (Y3, Y4). */
function cardProblem(question: PlanQuestion): PlannedMessage[] {
  const over = question.status === 'completed' || question.status === 'no_show';
  if (!over && !stands(question)) return [];
  const patientHasMobile = question.patientHasMobile && !(over && question.patientHasEmail);
  return toPatient({ ...question, patientHasMobile }, 'card_problem', question.now, `card refused ${question.now.toISOString()}`);
}

/** Money taken after the consultation, money given back: by e-mail. A cancellation and a booking tell it themselves. */
function moneyMail(question: PlanQuestion, kind: 'charged' | 'given_back'): PlannedMessage[] {
  return toPatient({ ...question, patientHasMobile: false }, kind, question.now, `${kind} ${question.now.toISOString()}`);
}

/** Only what took place invites a review (R1, B10). */
function reviewInvitation(question: PlanQuestion): PlannedMessage[] {
  return tookPlace(question) ? toPatient(question, 'review_invitation', question.now, question.startsAt.toISOString()) : [];
}

function toPatient(question: PlanQuestion, kind: MessageKind, dueAt: Date, occurrence: string): PlannedMessage[] {
  const message = { kind, audience: 'patient', dueAt, occurrence } as const;
  return channelsOf(question).map((channel) => ({ ...message, channel }));
}

/** What the patient chose, of what they have. */
function channelsOf(question: Pick<PlanQuestion, 'patientHasMobile' | 'patientHasEmail' | 'channelChoice'>): Channel[] {
  const has: Channel[] = [
    ...(question.patientHasMobile ? (['sms'] as const) : []),
    ...(question.patientHasEmail ? (['email'] as const) : []),
  ];
  const chosen = has.filter((channel) => question.channelChoice === 'both' || question.channelChoice === channel);
  return chosen.length > 0 ? chosen : has;
}

/** Y3: confirmation and payment have no say in it. */
function stands(question: PlanQuestion): boolean {
  return question.status === 'booked' || question.status === 'in_progress';
}

function soon({ now }: PlanQuestion): Date {
  return before(now, -DOCUMENT_NEWS_MINUTES);
}

function before(instant: Date, minutes: number): Date {
  return new Date(instant.getTime() - minutes * 60_000);
}
