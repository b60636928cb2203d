/** A refusal a person can cause is a value; a broken machine throws (docs/decisions/0006). */
export interface Refusal<Kind extends string = RefusalKind> {
  ok: false;
  kind: Kind;
  /** The form's fields at fault, where there are such: field → refusal of its own. */
  fields?: Record<string, RefusalKind>;
}
export interface Success<Value> {
  ok: true;
  value: Value;
}
export type Result<Value, Kind extends RefusalKind = RefusalKind> = Success<Value> | Refusal<Kind>;

/**
 * Every situation in which a person is told no. `texts/es.json` has words for each, as `refusal_<kind>` with
 * underscores; the check fails where one is missing.
 */
export const refusalKinds = [
  'invalid-input',
  'not-found',
  'not-allowed',
  'sign-in-first',
  'export-over',
  'too-many-attempts',
  'no-text-now',
  'try-again-later',
  // fields
  'name-missing',
  'email-missing',
  'email-invalid',
  'mobile-missing',
  'mobile-invalid',
  'consent-missing',
  'code-invalid',
  'text-too-long',
  'text-missing',
  'stars-missing',
  'date-invalid',
  'price-invalid',
  'number-invalid',
  'exemption-not-theirs',
  'hours-invalid',
  'choice-missing',
  'site-invalid',
  'too-many-tokens',
  'phone-invalid',
  'too-many-chosen',
  'file-missing',
  'file-too-large',
  'picture-unreadable',
  'picture-too-large',
  'picture-too-small',
  // documents
  'document-unreadable',
  'document-harmful',
  'document-unchecked',
  'documents-full',
  'documents-closed',
  'withdraw-too-late',
  // profile
  'place-in-use',
  'city-unknown',
  'too-many',
  // booking
  'slot-taken',
  'slot-not-offered',
  'slot-in-the-past',
  'hold-expired',
  'code-wrong',
  'code-expired',
  'too-late-to-cancel',
  'too-late-to-change',
  'appointment-over',
  'appointment-cancelled',
  'outside-hours',
  'slot-held',
  'changed-meanwhile',
  'decided-meanwhile',
  'papers-missing',
  'works-here-already',
  'undo-too-late',
  'fewer-years',
  // operators
  'needs-another-operator',
  'fixed-outside',
  // switched off by an operator
  'bookings-off',
  'waiting-list-off',
  'applications-off',
  'reviews-off',
  'documents-off',
  'programs-off',
  // calendars elsewhere
  'calendar-address-invalid',
  'calendar-already-added',
  'calendar-too-many',
  'calendar-unreachable',
  'calendar-too-slow',
  'calendar-gone',
  'calendar-locked',
  'calendar-too-large',
  'calendar-not-one',
  // team
  'already-in-team',
  'own-address',
  'invitation-over',
  'invitation-for-another',
  'is-specialist',
  'offer-gone',
  'offer-too-near',
  'offer-at-night',
  // signing in
  'step-over',
  'factor-wrong',
  'last-factor',
  'sign-in-again',
  'contact-taken',
  'last-contact',
  'appointments-ahead',
  'already-there',
  'has-appointments',
  // money
  'card-refused',
  'payment-not-possible',
  // room
  'room-not-open-yet',
  'room-closed',
  'seat-taken',
  'link-unknown',
  // reviews
  'already-reviewed',
  'did-not-take-place',
  'already-answered',
  'text-has-contact',
] as const;
export type RefusalKind = (typeof refusalKinds)[number];

export function success<Value>(value: Value): Success<Value> {
  return { ok: true, value };
}
export function refuse<Kind extends RefusalKind>(kind: Kind, fields?: Record<string, RefusalKind>): Refusal<Kind> {
  return fields ? { ok: false, kind, fields } : { ok: false, kind };
}

/** `invalid-input` with the fields at fault; null where there is none. */
export function refuseFields(faults: Record<string, RefusalKind | null>): Refusal<'invalid-input'> | null {
  const fields = Object.fromEntries(Object.entries(faults).filter((entry): entry is [string, RefusalKind] => entry[1] !== null));
  return Object.keys(fields).length > 0 ? refuse('invalid-input', fields) : null;
}
