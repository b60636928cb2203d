import type { AppointmentStatus, Confirmation, Currency, Modality, Outcome, PaymentFact } from '#domain/appointment.ts';
import type { Readiness, ReadinessReason } from '#domain/readiness.ts';
import type { MessageState } from './views.ts';

/** What an appointment says at one glance (B9); the first that holds wins. */
export type Glance =
  | 'waiting'
  | 'in-call'
  | 'done'
  | 'absent'
  | 'technical'
  | 'unsuitable'
  | 'asks'
  | 'unconfirmed'
  | 'paid'
  | 'card'
  | 'due'
  | 'unpaid'
  | 'refunded'
  | 'booked';

export interface AgendaEvent {
  id: string;
  startsAt: Date;
  endsAt: Date;
  /** Where it stands on the specialist's wall. */
  date: string;
  minute: number;
  durationMinutes: number;
  hour: string;
  endHour: string;
  patientName: string;
  modality: Modality;
  glance: Glance;
  past: boolean;
  /** Null for appointments in person and for those over. */
  readiness: Readiness | null;
  readinessReason: ReadinessReason;
  waitingSince: Date | null;
  delayMinutes: number | null;
  /** How far the last message to the patient got; null where there is none. */
  message: MessageState | null;
  /** It may be given another hour, or another end. */
  movable: boolean;
  stretchable: boolean;
  /** Nothing else fits in its time (B2). */
  takesTime: boolean;
}

export interface GlanceFacts {
  status: AppointmentStatus;
  modality: Modality;
  confirmation: Confirmation;
  payment: PaymentFact;
  outcome: Outcome | null;
  endsAt: Date;
  closesAt: Date;
  waiting: boolean;
  inCall: boolean;
  now: Date;
}

const payments: Record<PaymentFact, Glance> = {
  none: 'booked',
  due: 'due',
  guaranteed: 'card',
  paid: 'paid',
  refunded: 'refunded',
  failed: 'unpaid',
};

/** One state for the second line of an event (B9); whether it took place is asked where nobody can know (B10). */
export function glanceOf(facts: GlanceFacts): Glance {
  const { status, outcome, now } = facts;
  if (outcome === 'technical' || outcome === 'unsuitable') return outcome;
  if (status === 'completed') return 'done';
  if (status === 'no_show') return 'absent';
  if (facts.inCall) return 'in-call';
  if (facts.waiting) return 'waiting';
  if (mustAsk(facts, now)) return 'asks';
  if (facts.confirmation === 'requested') return 'unconfirmed';
  return payments[facts.payment];
}

/** In person it completes by itself; by video it does only where both were there (B10). */
function mustAsk(facts: GlanceFacts, now: Date): boolean {
  if (facts.modality === 'in_person') return false;
  return facts.status === 'in_progress' ? now >= facts.closesAt : facts.status === 'booked' && now >= facts.endsAt;
}

export interface Money {
  priceCents: number;
  currency: Currency;
}
