import type { Locale } from '#domain/people.ts';
import type { CallTrouble, DecisionReason } from '#domain/reviews.ts';
import { m } from '#texts/compiled/messages.js';

const words: Record<DecisionReason, (inputs: Record<string, never>, options: { locale: Locale }) => string> = {
  'not-real': m.report_reason_not_real,
  'personal-data': m.report_reason_personal_data,
  insult: m.report_reason_insult,
  advertising: m.report_reason_advertising,
  'somebody-else': m.report_reason_somebody_else,
  'follows-rules': m.report_reason_follows_rules,
  other: m.report_reason_other,
};

/** A reason for reporting a review, or for what was decided of it, in words without a full stop. */
export function reasonWords(reason: DecisionReason, locale: Locale): string {
  return words[reason]({}, { locale });
}

const troubles: Record<CallTrouble, (inputs: Record<string, never>, options: { locale: Locale }) => string> = {
  'no-sound': m.call_trouble_no_sound,
  'no-picture': m.call_trouble_no_picture,
  'cut-off': m.call_trouble_cut_off,
  delay: m.call_trouble_delay,
  echo: m.call_trouble_echo,
  'hard-to-get-in': m.call_trouble_hard_to_get_in,
};

/** What went wrong in a call, as its sides read it. */
export function callTroubleWords(trouble: CallTrouble, locale: Locale): string {
  return troubles[trouble]({}, { locale });
}
