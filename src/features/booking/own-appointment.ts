import type {
  AppointmentStatus,
  Confirmation,
  Currency,
  Modality,
  Outcome,
  PaymentFact,
  Prepayment,
} from '#domain/appointment.ts';

/** An appointment as its patient sees it, with every instant already told in words (A2, B5). */
export interface OwnAppointment {
  id: string;
  status: AppointmentStatus;
  modality: Modality;
  startsAt: string;
  /** "jueves 26 de noviembre" and "18:40" on the patient's wall. */
  day: string;
  /** "hoy", "mañana", "jueves 26". */
  dayShort: string;
  hour: string;
  zone: string;
  zoneName: string;
  /** The same on the practice's wall, where the two differ (B1): "jueves 26 de noviembre, 11:40 (hora de …)". */
  practiceTime: { day: string; hour: string; zoneName: string } | null;
  durationMinutes: number;
  service: string;
  patientName: string;
  forSomebodyElse: boolean;
  specialist: { name: string; slug: string; portrait: string; phone: string; phoneHref: string };
  place: { name: string; address: string; city: string } | null;
  /** Empty where nothing is to be prepared; video only (P3). */
  videoMessage: string;
  price: string;
  priceCents: number;
  currency: Currency;
  prepayment: Prepayment;
  chargeWhen: 'at_booking' | 'after';
  otherPayment: string;
  payment: PaymentFact;
  confirmation: Confirmation;
  outcome: Outcome | null;
  cutoffHours: number;
  /** Until when it can be moved, and cancelled without cost where a late fee is published. */
  cutoff: { day: string; hour: string };
  lateFee: string | null;
  /** `kept` is what cancelling cost, `gaveBack` whether something paid goes back. */
  cancelled: { day: string; hour: string; by: 'patient' | 'practice'; kept: string | null; gaveBack: boolean } | null;
  room: 'none' | 'before' | 'open' | 'over';
  roomOpens: { day: string; hour: string };
  mayChange: boolean;
  mayCancel: boolean;
  cardWanted: boolean;
  /** Whether an earlier hour is waited for, or offered at this moment (B8). */
  waiting: 'no' | 'waiting' | 'offered';
  coming: boolean;
}

/** Free hours of one day on the patient's wall, for moving an appointment (B5). */
export interface MoveDay {
  date: string;
  day: string;
  /** 'jue' and '26'. */
  weekday: string;
  number: string;
  morning: MoveSlot[];
  afternoon: MoveSlot[];
}
export interface MoveSlot {
  startsAt: string;
  hour: string;
}
