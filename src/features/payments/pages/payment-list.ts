import { m } from '#texts/compiled/messages.js';

/** What the list can be narrowed to. */
export const paymentStates = ['todos', 'cobrado', 'apartado', 'devuelto', 'rechazado', 'reclamado'] as const;
export type PaymentState = (typeof paymentStates)[number];

export const paymentStateWords: Record<PaymentState, typeof m.payments_state_todos> = {
  todos: m.payments_state_todos,
  cobrado: m.payments_state_cobrado,
  apartado: m.payments_state_apartado,
  devuelto: m.payments_state_devuelto,
  rechazado: m.payments_state_rechazado,
  reclamado: m.payments_state_reclamado,
};

export interface PaymentLine {
  id: string;
  appointmentId: string;
  day: string;
  patientName: string;
  service: string;
  state: Exclude<PaymentState, 'todos'>;
  amount: string;
  /** What went back of it, in words; null where nothing did. */
  back: string | null;
  receipts: { id: string; number: string }[];
}

export interface PaymentList {
  /** '2026-11' */
  month: string;
  state: PaymentState;
  patient: string;
  lines: PaymentLine[];
  /** How many there are in all, and how many the next look would show; null where all are shown. */
  count: number;
  showNext: number | null;
  /** One for each currency that money moved in: taken, given back, kept by the platform, what is left. */
  totals: { taken: string; back: string; fee: string | null; left: string }[];
}
