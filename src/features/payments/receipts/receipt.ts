import type { Currency, Modality } from '#domain/appointment.ts';
import type { TaxNote } from '#domain/vat.ts';

/** What a receipt says beside its number and amount, kept as it was when it was drawn up. */
export interface ReceiptFacts {
  issuer: { name: string; taxId: string; address: string; licence: string; country: 'ES' | 'MX'; tax: TaxNote };
  patient: string;
  service: string;
  modality: Modality;
  /** ISO instant of the appointment, told on the wall of `zone`. */
  startsAt: string;
  minutes: number;
  zone: string;
  /** Of a refund: the receipt that it corrects. */
  corrects: string | null;
}

export interface Receipt {
  id: string;
  kind: 'charge' | 'refund';
  /** '2026-0007' */
  number: string;
  amountCents: number;
  currency: Currency;
  issuedAt: Date;
  facts: ReceiptFacts;
}

/** '2026-0007' */
export function receiptNumber(year: number, number: number): string {
  return `${year}-${String(number).padStart(4, '0')}`;
}
