import type { Modality } from './appointment.ts';
import type { ConsentPurpose } from './privacy/consents.ts';
import type { Role } from './people.ts';

/** What features announce inside their transaction; `server/reactions.ts` lists who reacts. */
export type Change =
  /**
   * `tellAt`: when it is confirmed, now if missing; null where another appointment's confirmation names it (series, B6).
   * `specialistId` here and below: where it is known already, so that nobody asks for it again.
   */
  | { type: 'appointment-booked'; appointmentId: string; specialistId?: string; tellAt?: Date | null }
  /** `tellAt`: when the patient is told, later than now while it can still be taken back (B9). */
  | { type: 'appointment-rescheduled'; appointmentId: string; from: Date; tellAt?: Date }
  /** Taken back before anybody was told; `sequence` and `movedTo` are those of the change that did not happen. */
  | { type: 'appointment-move-undone'; appointmentId: string; sequence: number; movedTo: Date }
  /** Ends earlier or later; its start and price are the same. */
  | { type: 'appointment-stretched'; appointmentId: string }
  | { type: 'hold-begun'; appointmentId: string; specialistId: string }
  | { type: 'appointment-cancelled'; appointmentId: string }
  | { type: 'appointment-completed'; appointmentId: string }
  /** What was wanted could not be done by video; the specialist says so (UNE 179011). */
  | { type: 'appointment-unsuitable'; appointmentId: string }
  | { type: 'hold-ended'; appointmentId: string }
  | { type: 'card-settled'; appointmentId: string }
  | { type: 'card-asked'; appointmentId: string }
  /** The bank would not set the price aside, or asks its customer first (Y4). */
  | { type: 'card-refused'; appointmentId: string }
  | { type: 'money-taken'; appointmentId: string; paymentId: string }
  /** `backCents`: what was given back just now, of that payment. */
  | { type: 'money-given-back'; appointmentId: string; paymentId: string; backCents: number }
  | { type: 'code-issued'; codeId: string; channel: 'sms' | 'email' }
  | { type: 'invitation-sent'; invitationId: string }
  | { type: 'assistant-joined'; specialistId: string }
  | { type: 'assistant-removed'; specialistId: string; accountId: string }
  /** The patient wants to be told by other channels or in another language. */
  | { type: 'notices-chosen'; appointmentId: string }
  | { type: 'document-sent'; appointmentId: string; sender: Role }
  /** Before the other side opened it: nothing is left to tell of. */
  | { type: 'document-withdrawn'; appointmentId: string; sender: Role }
  | { type: 'room-changed'; appointmentId: string; specialistId?: string }
  /** It is this patient's turn, and they had left the page (V3). */
  | { type: 'patient-called'; appointmentId: string }
  /** That side's seat is another device's now (V5). */
  | { type: 'seat-moved'; appointmentId: string; role: Role }
  | { type: 'reminder-times-changed'; specialistId: string }
  /** Time off taken back, hours added, busy times gone: what in these stretches may be free now (B8); `modality` null: of both. */
  | { type: 'hours-freed'; specialistId: string; modality: Modality | null; stretches: readonly { from: Date; until: Date }[] }
  | { type: 'earlier-offered'; offerId: string; appointmentId: string | null; specialistId: string }
  /** Somebody agreed to something or took it back; who keeps what hangs on it acts at once (G1). */
  | { type: 'consent-changed'; kind: 'given' | 'withdrawn'; purpose: ConsentPurpose; accountId: string; appointmentId: string | null }
  /** How somebody signs in, or where: they are told of it at every contact they have proved (quality 18). */
  | { type: 'sign-in-changed'; accountId: string; what: SignInChange }
  /** What was decided about somebody, with the words of whoever decided (O1, R3). */
  | { type: 'operator-decided'; accountId: string; what: OperatorNews; words: string }
  /** The same of a review whose author has no account: they are reached through their appointment. */
  | { type: 'review-decided'; appointmentId: string; what: ReviewNews; words: string };

/** What somebody must hear of, in case it was not they who did it. */
export type SignInChange = 'factor-added' | 'factor-removed' | 'recovery-codes-renewed' | 'recovery-code-used' | 'contact-added' | 'contact-removed' | 'factors-reset' | 'data-requested' | 'admitted';

export type ReviewNews = 'review-hidden' | 'review-shown';

/** What somebody hears from those who run the site. */
export type OperatorNews =
  | 'application-received'
  | 'application-in-review'
  | 'application-incomplete'
  | 'application-refused'
  | 'profile-paused'
  | 'profile-resumed'
  | ReviewNews
  | 'answer-hidden'
  | 'answer-shown';
