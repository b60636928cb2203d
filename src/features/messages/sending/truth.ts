import type { AppointmentStatus, Confirmation, Outcome, PaymentFact } from '#domain/appointment.ts';
import { reminderMinutesOf, type Audience } from '#domain/reminders.ts';
import { tookPlace } from '#domain/reviews.ts';

/** After so many tries, with growing pauses some six hours, a message is given up. */
export const TRIES = 40;

export interface TruthQuestion {
  kind: string;
  audience: Audience;
  occurrence: string;
  attempts: number;
  now: Date;
  appointment: {
    status: AppointmentStatus;
    startsAt: Date;
    outcome: Outcome | null;
    confirmation: Confirmation;
    payment: PaymentFact;
  };
}

export type Truth = { send: true } | { send: false; status: 'cancelled' | 'skipped' | 'failed'; why: string };

const send: Truth = { send: true };

/** Is the message still true when it is about to leave (M6)? Nothing after the hour, nothing after a cancellation. */
export function stillTrue(question: TruthQuestion): Truth {
  const { kind, audience, occurrence, attempts, now, appointment } = question;
  const { status, startsAt } = appointment;
  if (attempts >= TRIES) return { send: false, status: 'failed', why: 'gave-up' };
  if (kind === 'cancelled' || kind === 'cancelled_notice') return status === 'cancelled' ? send : withdrawn('not-cancelled');
  // What happened to money is told whatever became of the appointment.
  if (kind === 'charged' || kind === 'given_back') return send;
  if (status === 'cancelled') return withdrawn('cancelled');
  if (kind === 'document' || kind === 'document_notice') return send;
  if (kind === 'card_problem' && appointment.payment !== 'failed') return withdrawn('card-given');
  if (kind === 'card_problem' && (status === 'completed' || status === 'no_show')) return send;
  if (kind === 'unsuitable') return appointment.outcome === 'unsuitable' ? send : withdrawn('took-place');
  if (kind === 'review_invitation') return tookPlace(appointment) ? send : withdrawn('did-not-take-place');
  if (status !== 'booked' && status !== 'in_progress') return skipped('appointment-over');
  if (speaksOfItsStart(kind) && occurrence !== startsAt.toISOString()) return withdrawn('rescheduled');
  if (kind === 'card_request' && appointment.confirmation !== 'requested') return withdrawn('card-given');
  // It is their turn after the hour as well.
  if (kind === 'your_turn') return status === 'booked' ? send : skipped('admitted');
  if (now >= startsAt && (audience === 'patient' || kind === 'specialist_link')) return skipped('hour-passed');
  return send;
}

function speaksOfItsStart(kind: string): boolean {
  return kind === 'specialist_link' || reminderMinutesOf(kind) !== null;
}

function withdrawn(why: string): Truth {
  return { send: false, status: 'cancelled', why };
}

function skipped(why: string): Truth {
  return { send: false, status: 'skipped', why };
}
