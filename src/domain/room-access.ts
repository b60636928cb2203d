import type { AppointmentStatus, Modality } from './appointment.ts';
import type { Role } from './people.ts';

/** Who may enter the room, and when (V1, V5). Both doors ask here: the page and the socket. */

const OPENS_BEFORE_MINUTES = 30;
const CLOSES_AFTER_MINUTES = 30;
const ESTIMATE_STEP_MS = 5 * 60_000;

export interface EntryQuestion {
  role: Role;
  status: AppointmentStatus;
  modality: Modality;
  startsAt: Date;
  endsAt: Date;
  now: Date;
  /** The seat of that role: nobody's, this browser's, or another browser's. */
  seat: null | 'mine' | 'taken';
  actorIsAssistant: boolean;
  callRunning: boolean;
  /** `comingBackUndoesCompletion` of booking.ts, for an appointment that completed by itself (B10). */
  completionCanBeUndone?: boolean;
}
export type EntryAnswer =
  | { kind: 'enter' }
  | { kind: 'too-early'; opensAt: Date }
  | { kind: 'closed' }
  | { kind: 'cancelled' }
  | { kind: 'seat-taken' }
  | { kind: 'not-video' }
  | { kind: 'refused' };

/** 30 minutes before the hour (V1). */
export function roomOpensAt(startsAt: Date): Date {
  return new Date(startsAt.getTime() - OPENS_BEFORE_MINUTES * 60_000);
}

/** 30 minutes after the end (V1); from then on it is closed. */
export function roomClosesAt(endsAt: Date): Date {
  return new Date(endsAt.getTime() + CLOSES_AFTER_MINUTES * 60_000);
}

/** May this browser sit down, or sit down again? An assistant never (V5); whoever is in a running call always (V9). */
export function mayEnterRoom(question: EntryQuestion): EntryAnswer {
  const { status, startsAt, endsAt, now, seat } = question;
  if (question.actorIsAssistant || status === 'held') return { kind: 'refused' };
  if (question.modality !== 'video') return { kind: 'not-video' };
  if (status === 'cancelled') return { kind: 'cancelled' };
  if (question.callRunning && seat === 'mine' && status === 'in_progress') return { kind: 'enter' };
  const over = status === 'no_show' || status === 'expired' || (status === 'completed' && !question.completionCanBeUndone);
  if (over || now >= roomClosesAt(endsAt)) return { kind: 'closed' };
  if (now < roomOpensAt(startsAt)) return { kind: 'too-early', opensAt: roomOpensAt(startsAt) };
  return seat === 'taken' ? { kind: 'seat-taken' } : { kind: 'enter' };
}

/**
 * "Te verá hacia las 18:50", rounded up to 5 minutes (V3). `delayMinutes`: what the specialist said; `callRunningUntil`:
 * when their consultation before this one was to end; `minutesAhead`: of those who wait before. Null where nobody knows:
 * a consultation that overruns may take long, and nothing is promised.
 */
export function waitEstimate(question: {
  startsAt: Date;
  now: Date;
  delayMinutes: number | null;
  callRunningUntil: Date | null;
  minutesAhead: number;
}): Date | null {
  const { startsAt, now, delayMinutes, callRunningUntil, minutesAhead } = question;
  const said = startsAt.getTime() + (delayMinutes ?? 0) * 60_000;
  const free = callRunningUntil ? callRunningUntil.getTime() : minutesAhead > 0 ? now.getTime() : 0;
  const overruns = callRunningUntil !== null && free < now.getTime();
  const expected = overruns ? said : Math.max(said, free + minutesAhead * 60_000);
  if (expected < now.getTime()) return null;
  return new Date(Math.ceil(expected / ESTIMATE_STEP_MS) * ESTIMATE_STEP_MS);
}
