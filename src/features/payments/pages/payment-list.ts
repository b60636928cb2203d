/** What the list can be narrowed to. */
export const paymentStates = ['todos', 'cobrado', 'apartado', 'devuelto', 'rechazado', 'reclamado'] as const;
export type PaymentState = (typeof paymentStates)[number];

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
  /** One for each currency that money moved in: taken, given back, kept by the platform, what is left. */
  totals: { taken: string; back: string; fee: string | null; left: string }[];
}
