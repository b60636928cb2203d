import type { AppointmentStatus } from '../appointment.ts';
import type { Locale } from '../people.ts';

/** What somebody can agree to and take back, each by itself (G1, art. 7). */
export const consentPurposes = ['health_data_of_an_appointment', 'review_published', 'invitations'] as const;
export type ConsentPurpose = (typeof consentPurposes)[number];

/** Raised with every change of the words that people agree to. */
export const consentVersion = '2026-11';

/** A line of the ledger: added, never changed. */
export interface Consent {
  kind: 'given' | 'withdrawn';
  purpose: ConsentPurpose;
  /** The very words that were read. */
  words: string;
  locale: Locale;
  channel: 'web' | 'api';
  accountId: string | null;
  appointmentId: string | null;
}

/** The state that a ledger's lines, oldest first, end in. */
export function stateOf(lines: readonly Pick<Consent, 'kind'>[]): 'given' | 'withdrawn' | 'never' {
  return lines.at(-1)?.kind ?? 'never';
}

/**
 * What becomes of the reason for a consultation when its consent is withdrawn: gone while nobody was treated; part of
 * the clinical record, which the law keeps, once the consultation took place (Ley 41/2002 art. 17, NOM-004).
 */
export function reasonAfterWithdrawal(status: AppointmentStatus): 'erased' | 'kept-by-law' {
  return status === 'completed' || status === 'in_progress' ? 'kept-by-law' : 'erased';
}
