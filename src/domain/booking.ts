import type { AppointmentStatus, Booker, Modality, Outcome } from './appointment.ts';
import { refuse, success, type Result } from './result.ts';
import { roomClosesAt } from './room-access.ts';

/** Life of an appointment (B10), holds (B4), and until when it may be changed (B5). */

const HOLD_MINUTES = 10;
const HOLD_EXTENSION_MINUTES = 5;
const COMPLETED_AFTER_HANGUP_MINUTES = 10;
const COMPLETED_AFTER_IN_PERSON_MINUTES = 120;
const CONNECTED_ENOUGH_SECONDS = 60;
const UNSUITABLE_WITHIN_HOURS = 48;

export interface Hold {
  expiresAt: Date;
  extended: boolean;
}

/** 10 minutes for code and card (B4). */
export function holdExpiry(now: Date): Date {
  return plus(now, HOLD_MINUTES);
}

/** 5 minutes more, once (B4). Refused: `hold-expired`, `not-allowed` a second time. */
export function extendHold(hold: Hold, now: Date): Result<Hold, 'hold-expired' | 'not-allowed'> {
  if (now >= hold.expiresAt) return refuse('hold-expired');
  if (hold.extended) return refuse('not-allowed');
  return success({ expiresAt: plus(hold.expiresAt, HOLD_EXTENSION_MINUTES), extended: true });
}

/** What can happen to an appointment. Those that do not stand in `moves` never move it. */
export const appointmentEvents = [
  'confirm',
  'confirm_late',
  'expire',
  'admit',
  'complete',
  'undo_completion',
  'cancel',
  'mark_no_show',
  'mark_took_place',
  'mark_technical',
  'mark_unsuitable',
  'reschedule',
  'extend_hold',
  'card_asked',
  'card_opened',
  'card_done',
  'card_failed',
  'card_refused',
  'card_expired',
  'payment_charged',
  'payment_refunded',
  'payment_outage',
  'time_passed',
] as const;
export type AppointmentEvent = (typeof appointmentEvents)[number];

/** B10 as a table. `confirm_late` is the card payment that arrives after the hold, the slot still free (B4). */
const moves: Record<AppointmentStatus, Partial<Record<AppointmentEvent, AppointmentStatus>>> = {
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

/** The status after the event, or null where it does not move the appointment (B10). */
export function nextStatus(status: AppointmentStatus, event: AppointmentEvent): AppointmentStatus | null {
  return moves[status][event] ?? null;
}

/** Patients cancel until the hour, the practice at any time (B5). What it costs says `cancellationCost`. */
export function mayCancel(question: {
  status: AppointmentStatus;
  startsAt: Date;
  now: Date;
  by: Booker;
}): Result<null, 'appointment-cancelled' | 'appointment-over' | 'too-late-to-cancel' | 'not-allowed'> {
  const standing = mayStillChange(question.status);
  if (!standing.ok) return standing;
  const late = question.status === 'in_progress' || question.now >= question.startsAt;
  return question.by === 'patient' && late ? refuse('too-late-to-cancel') : success(null);
}

/** Patients move it until the cut-off, to the second; the practice until it begins (B5). */
export function mayReschedule(question: {
  status: AppointmentStatus;
  startsAt: Date;
  now: Date;
  cutoffHours: number;
  by: Booker;
}): Result<null, 'appointment-cancelled' | 'appointment-over' | 'too-late-to-change' | 'not-allowed'> {
  const { status, startsAt, now, cutoffHours, by } = question;
  const standing = mayStillChange(status);
  if (!standing.ok) return standing;
  const late = now > plus(startsAt, -60 * cutoffHours) || now >= startsAt;
  return status === 'in_progress' || (by === 'patient' && late) ? refuse('too-late-to-change') : success(null);
}

/**
 * "No era apta para videoconsulta" (UNE 179011): from its beginning until two days after it completed, and not once the
 * patient has reviewed it: nobody takes a review away by it. Refused: `not-allowed` in person, `try-again-later` before
 * the hour, `appointment-cancelled`, `appointment-over`, `already-reviewed`.
 */
export function mayMarkUnsuitable(question: {
  status: AppointmentStatus;
  modality: Modality;
  outcome: Outcome | null;
  startsAt: Date;
  completedAt: Date | null;
  reviewed: boolean;
  now: Date;
}): Result<null, 'not-allowed' | 'try-again-later' | 'appointment-cancelled' | 'appointment-over' | 'already-reviewed'> {
  const { status, modality, outcome, startsAt, completedAt, reviewed, now } = question;
  if (modality !== 'video') return refuse('not-allowed');
  if (status === 'cancelled') return refuse('appointment-cancelled');
  if (nextStatus(status, 'mark_unsuitable') === null || outcome === 'unsuitable') return refuse('appointment-over');
  // Let in early it has begun.
  if (status === 'booked' && now < startsAt) return refuse('try-again-later');
  if (completedAt && now > plus(completedAt, UNSUITABLE_WITHIN_HOURS * 60)) return refuse('appointment-over');
  return reviewed ? refuse('already-reviewed') : success(null);
}

export interface CompletionQuestion {
  status: AppointmentStatus;
  modality: Modality;
  endsAt: Date;
  admittedAt: Date | null;
  /** Null again while somebody is back in the call. */
  lastHangupAt: Date | null;
  bothConnectedSeconds: number;
}

/** When the appointment completes by itself as things stand; null where it does not and the agenda asks (B10). */
export function completionDueAt(question: CompletionQuestion): Date | null {
  const { status, modality, endsAt, admittedAt, lastHangupAt, bothConnectedSeconds } = question;
  if (status !== 'booked' && status !== 'in_progress') return null;
  if (modality === 'in_person') return plus(endsAt, COMPLETED_AFTER_IN_PERSON_MINUTES);
  // Without both having been connected nothing took place that could be over.
  if (status === 'booked' || !admittedAt || bothConnectedSeconds <= 0) return null;
  const atEndOfWindow = bothConnectedSeconds >= CONNECTED_ENOUGH_SECONDS ? roomClosesAt(endsAt) : null;
  const afterHangup = lastHangupAt && plus(lastHangupAt, COMPLETED_AFTER_HANGUP_MINUTES);
  if (!atEndOfWindow || !afterHangup) return atEndOfWindow ?? afterHangup;
  return afterHangup < atEndOfWindow ? afterHangup : atEndOfWindow;
}

/** Is it time? A call that still runs past closing is never completed over people's heads (V9). */
export function completionDue(question: CompletionQuestion & { now: Date; callRunning?: boolean }): 'complete' | null {
  if (question.callRunning) return null;
  const dueAt = completionDueAt(question);
  return dueAt && question.now >= dueAt ? 'complete' : null;
}

/** Coming back while the room is open undoes a completion that set itself, not one that was pressed (B10, V14). */
export function comingBackUndoesCompletion(question: {
  status: AppointmentStatus;
  modality: Modality;
  completedAt: Date | null;
  lastHangupAt: Date | null;
  endsAt: Date;
  now: Date;
}): boolean {
  const { status, modality, completedAt, lastHangupAt, endsAt, now } = question;
  if (status !== 'completed' || modality !== 'video' || !completedAt || !lastHangupAt) return false;
  const bySelf = completedAt >= plus(lastHangupAt, COMPLETED_AFTER_HANGUP_MINUTES);
  return bySelf && now < roomClosesAt(endsAt);
}

function mayStillChange(status: AppointmentStatus): Result<null, 'appointment-cancelled' | 'appointment-over' | 'not-allowed'> {
  if (status === 'booked' || status === 'in_progress') return success(null);
  if (status === 'cancelled') return refuse('appointment-cancelled');
  return status === 'completed' || status === 'no_show' ? refuse('appointment-over') : refuse('not-allowed');
}

function plus(instant: Date, minutes: number): Date {
  return new Date(instant.getTime() + minutes * 60_000);
}

const waitsInACrowdMs = 2 * 60_000;
const nearMs = 2 * 3_600_000;

/** When a booking is confirmed to both sides: at once, but in a crowd two minutes later, unless its hour is near: whoever still books comes first. */
export function tellBookingAt({ now, startsAt, crowded }: { now: Date; startsAt: Date; crowded: boolean }): Date {
  const waits = crowded && startsAt.getTime() - now.getTime() > nearMs;
  return waits ? new Date(now.getTime() + waitsInACrowdMs) : now;
}
