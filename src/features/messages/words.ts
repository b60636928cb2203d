import type { Locale } from '#domain/people.ts';
import { reminderMinutesOf } from '#domain/reminders.ts';
import { m } from '#texts/compiled/messages.js';

type Words = (inputs: Record<string, never>, options: { locale: Locale }) => string;

const kinds: Record<string, Words> = {
  confirmation: m.message_kind_confirmation,
  specialist_link: m.message_kind_specialist_link,
  booked_notice: m.message_kind_booked_notice,
  rescheduled: m.message_kind_rescheduled,
  rescheduled_notice: m.message_kind_rescheduled_notice,
  cancelled: m.message_kind_cancelled,
  cancelled_notice: m.message_kind_cancelled_notice,
  card_request: m.message_kind_card_request,
  card_settled: m.message_kind_card_settled,
  card_problem: m.message_kind_card_problem,
  charged: m.message_kind_charged,
  given_back: m.message_kind_given_back,
  review_invitation: m.message_kind_review_invitation,
  unsuitable: m.message_kind_unsuitable,
  your_turn: m.message_kind_your_turn,
  document: m.message_kind_document,
  document_notice: m.message_kind_document,
  earlier_offer: m.message_kind_earlier_offer,
  package_nearly: m.message_kind_package_nearly,
  package_used_up: m.message_kind_package_used_up,
  code: m.message_kind_code,
  invitation: m.message_kind_invitation,
};
const statuses: Record<string, Words> = {
  planned: m.message_status_planned,
  sending: m.message_status_sending,
  sent: m.message_status_sent,
  delivered: m.message_status_delivered,
  failed: m.message_status_failed,
  undeliverable: m.message_status_undeliverable,
  cancelled: m.message_status_cancelled,
  skipped: m.message_status_skipped,
};
const reasons: Record<string, Words> = {
  'opted-out': m.message_status_opted_out,
  'no-text-country': m.message_status_no_text_country,
  bounced: m.message_status_bounced,
  unsubscribed: m.message_status_unsubscribed,
  restored: m.message_status_restored,
  'no-address': m.message_status_no_address,
  'package-used-up': m.message_status_package_used_up,
  'package-used-up-no-email': m.message_status_package_used_up_no_email,
};

/** 'Confirmación', 'Recordatorio 24 h antes'. */
export function kindWords(kind: string, locale: Locale): string {
  const minutes = reminderMinutesOf(kind);
  if (minutes === null) return kinds[kind]?.({}, { locale }) ?? '';
  if (minutes > 1440 && minutes % 1440 === 0) return m.message_kind_reminder_days({ count: minutes / 1440 }, { locale });
  if (minutes % 60 === 0) return m.message_kind_reminder_hours({ count: minutes / 60 }, { locale });
  return m.message_kind_reminder_minutes({ count: minutes }, { locale });
}

/** 'Entregado', or why it did not go: 'No quiere SMS'. */
export function statusWords(status: string, why: string | null, locale: Locale): string {
  return (reasons[why ?? ''] ?? statuses[status])?.({}, { locale }) ?? '';
}
