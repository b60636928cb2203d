import type { Locale } from '#domain/people.ts';
import type { ProcessorRole } from '#domain/privacy/controller.ts';
import { m } from '#texts/compiled/messages.js';
import type { Basis } from '../data-map/purposes.ts';
import type { DataClass, Kept, Purpose } from '../data-map/vocabulary.ts';

type Words = (inputs: Record<string, never>, options: { locale: Locale }) => string;

/** What the map's terms are called to people. */
export const purposeWords: Record<Purpose, Words> = {
  care: m.notice_purpose_care,
  call: m.notice_purpose_call,
  messages: m.notice_purpose_messages,
  payment: m.notice_purpose_payment,
  tax: m.notice_purpose_tax,
  reviews: m.notice_purpose_reviews,
  'sign-in': m.notice_purpose_sign_in,
  security: m.notice_purpose_security,
  proof: m.notice_purpose_proof,
  practice: m.notice_purpose_practice,
  profile: m.notice_purpose_profile,
  programs: m.notice_purpose_programs,
  operation: m.notice_purpose_operation,
};

export const classWords: Record<DataClass, Words> = {
  key: m.notice_class_key,
  identity: m.notice_class_identity,
  contact: m.notice_class_contact,
  health: m.notice_class_health,
  care: m.notice_class_care,
  money: m.notice_class_money,
  device: m.notice_class_device,
  secret: m.notice_class_secret,
  preference: m.notice_class_preference,
  words: m.notice_class_words,
  state: m.notice_class_state,
  public: m.notice_class_public,
};

export const keptWords: Record<Kept, Words> = {
  account: m.notice_kept_account,
  care: m.notice_kept_care,
  tax: m.notice_kept_tax,
  call: m.notice_kept_call,
  messages: m.notice_kept_messages,
  'sign-in': m.notice_kept_sign_in,
  day: m.notice_kept_day,
  month: m.notice_kept_month,
  quarter: m.notice_kept_quarter,
  year: m.notice_kept_year,
  blocked: m.notice_kept_blocked,
  always: m.notice_kept_always,
  practice: m.notice_kept_practice,
  review: m.notice_kept_review,
  request: m.notice_kept_request,
};

export const basisWords: Record<Basis, Words> = {
  '6.1.a': m.notice_basis_consent,
  '6.1.b': m.notice_basis_contract,
  '6.1.c': m.notice_basis_law,
  '6.1.f': m.notice_basis_interest,
  '9.2.a': m.notice_basis_health_consent,
  '9.2.h': m.notice_basis_health_care,
};

export const roleWords: Record<ProcessorRole, { what: Words; gets: Words }> = {
  hosting: { what: m.notice_role_hosting, gets: m.notice_gets_hosting },
  mail: { what: m.notice_role_mail, gets: m.notice_gets_mail },
  texts: { what: m.notice_role_texts, gets: m.notice_gets_texts },
  cards: { what: m.notice_role_cards, gets: m.notice_gets_cards },
  relay: { what: m.notice_role_relay, gets: m.notice_gets_relay },
};
