import type { Locale } from '#domain/people.ts';
import type { RefusalKind } from '#domain/result.ts';
import { m } from './compiled/messages.js';

type Words = (inputs: Record<string, never>, options?: { locale?: Locale }) => string;

const words = {
  'invalid-input': m.refusal_invalid_input,
  'not-found': m.refusal_not_found,
  'not-allowed': m.refusal_not_allowed,
  'sign-in-first': m.refusal_sign_in_first,
  'too-many-attempts': m.refusal_too_many_attempts,
  'try-again-later': m.refusal_try_again_later,
  'name-missing': m.refusal_name_missing,
  'email-invalid': m.refusal_email_invalid,
  'mobile-invalid': m.refusal_mobile_invalid,
  'consent-missing': m.refusal_consent_missing,
  'code-invalid': m.refusal_code_invalid,
  'text-too-long': m.refusal_text_too_long,
  'text-missing': m.refusal_text_missing,
  'stars-missing': m.refusal_stars_missing,
  'date-invalid': m.refusal_date_invalid,
  'price-invalid': m.refusal_price_invalid,
  'number-invalid': m.refusal_number_invalid,
  'hours-invalid': m.refusal_hours_invalid,
  'choice-missing': m.refusal_choice_missing,
  'site-invalid': m.refusal_site_invalid,
  'too-many-tokens': m.refusal_too_many_tokens,
  'slot-taken': m.refusal_slot_taken,
  'slot-not-offered': m.refusal_slot_not_offered,
  'slot-in-the-past': m.refusal_slot_in_the_past,
  'hold-expired': m.refusal_hold_expired,
  'code-wrong': m.refusal_code_wrong,
  'code-expired': m.refusal_code_expired,
  'too-late-to-cancel': m.refusal_too_late_to_cancel,
  'too-late-to-change': m.refusal_too_late_to_change,
  'appointment-over': m.refusal_appointment_over,
  'appointment-cancelled': m.refusal_appointment_cancelled,
  'outside-hours': m.refusal_outside_hours,
  'calendar-address-invalid': m.refusal_calendar_address_invalid,
  'calendar-already-added': m.refusal_calendar_already_added,
  'calendar-too-many': m.refusal_calendar_too_many,
  'calendar-unreachable': m.refusal_calendar_unreachable,
  'calendar-too-slow': m.refusal_calendar_too_slow,
  'calendar-gone': m.refusal_calendar_gone,
  'calendar-locked': m.refusal_calendar_locked,
  'calendar-too-large': m.refusal_calendar_too_large,
  'calendar-not-one': m.refusal_calendar_not_one,
  'already-in-team': m.refusal_already_in_team,
  'own-address': m.refusal_own_address,
  'invitation-over': m.refusal_invitation_over,
  'invitation-for-another': m.refusal_invitation_for_another,
  'is-specialist': m.refusal_is_specialist,
  'offer-gone': m.refusal_offer_gone,
  'card-refused': m.refusal_card_refused,
  'payment-not-possible': m.refusal_payment_not_possible,
  'room-not-open-yet': m.refusal_room_not_open_yet,
  'room-closed': m.refusal_room_closed,
  'seat-taken': m.refusal_seat_taken,
  'link-unknown': m.refusal_link_unknown,
  'already-reviewed': m.refusal_already_reviewed,
  'did-not-take-place': m.refusal_did_not_take_place,
} satisfies Record<RefusalKind, Words>;

/** The words of a refusal; pages leave the locale to the request, everything else names it. */
export function refusalText(kind: RefusalKind, options?: { locale: Locale }): string {
  return words[kind]({}, options);
}
