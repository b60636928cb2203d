import type { Noted, NotedAction } from '#domain/audit-chain.ts';
import type { Locale } from '#domain/people.ts';
import { normalise } from '#domain/profile.ts';
import { m } from '#texts/compiled/messages.js';

/** What each line of the access log says was done. */
const actionWords = {
  'agenda-read': m.op_act_agenda_read,
  'agenda-printed': m.op_act_agenda_printed,
  'waiting-read': m.op_act_waiting_read,
  'waiting-list-read': m.op_act_waiting_list_read,
  'agenda-messages-read': m.op_act_agenda_messages_read,
  'appointment-read': m.op_act_appointment_read,
  'appointment-read-with-reason': m.op_act_appointment_read_with_reason,
  'record-read': m.op_act_record_read,
  'document-read': m.op_act_document_read,
  'document-sent': m.op_act_document_sent,
  'document-withdrawn': m.op_act_document_withdrawn,
  'note-saved': m.op_act_note_saved,
  'patients-read': m.op_act_patients_read,
  'assistant-invited': m.op_act_assistant_invited,
  'assistant-removed': m.op_act_assistant_removed,
  'invitation-sent-again': m.op_act_invitation_sent_again,
  'invitation-withdrawn': m.op_act_invitation_withdrawn,
  'invitation-accepted': m.op_act_invitation_accepted,
  'feed-opened': m.op_act_feed_opened,
  'feed-renewed': m.op_act_feed_renewed,
  'feed-closed': m.op_act_feed_closed,
  'feed-read': m.op_act_feed_read,
  'feed-shows-busy': m.op_act_feed_shows_busy,
  'feed-shows-names': m.op_act_feed_shows_names,
  'calendar-added': m.op_act_calendar_added,
  'calendar-removed': m.op_act_calendar_removed,
  'calendar-on': m.op_act_calendar_on,
  'calendar-off': m.op_act_calendar_off,
  'calendar-tried': m.op_act_calendar_tried,
  'calendar-conflicts-read': m.op_act_calendar_conflicts_read,
  'relay-refused': m.op_act_relay_refused,
  'data-export-requested': m.op_act_data_export_requested,
  'data-exported': m.op_act_data_exported,
  'account-erased': m.op_act_account_erased,
  'records-kept-less': m.op_act_records_kept_less,
  'records-kept-longer': m.op_act_records_kept_longer,
  'review-kept': m.op_act_review_kept,
  'review-hidden': m.op_act_review_hidden,
  'review-shown': m.op_act_review_shown,
  'specialists-read': m.op_act_specialists_read,
  'specialist-read': m.op_act_specialist_read,
  'specialist-admitted': m.op_act_specialist_admitted,
  'specialist-paused': m.op_act_specialist_paused,
  'specialist-resumed': m.op_act_specialist_resumed,
  'package-topped-up': m.op_act_package_topped_up,
  'erase-specialist-proposed': m.op_act_erase_specialist_proposed,
  'erase-specialist-confirmed': m.op_act_erase_specialist_confirmed,
  'erase-specialist-withdrawn': m.op_act_erase_specialist_withdrawn,
  'reset-second-factor-proposed': m.op_act_reset_second_factor_proposed,
  'reset-second-factor-confirmed': m.op_act_reset_second_factor_confirmed,
  'reset-second-factor-withdrawn': m.op_act_reset_second_factor_withdrawn,
  'licence-checked': m.op_act_licence_checked,
  'applications-read': m.op_act_applications_read,
  'application-read': m.op_act_application_read,
  'application-paper-read': m.op_act_application_paper_read,
  'application-in-review': m.op_act_application_in_review,
  'application-incomplete': m.op_act_application_incomplete,
  'application-admitted': m.op_act_application_admitted,
  'application-refused': m.op_act_application_refused,
  'privacy-requests-read': m.op_act_privacy_requests_read,
  'privacy-request-entered': m.op_act_privacy_request_entered,
  'privacy-request-answered': m.op_act_privacy_request_answered,
  'privacy-request-refused': m.op_act_privacy_request_refused,
  'privacy-request-extended': m.op_act_privacy_request_extended,
  'feature-switched-on': m.op_act_feature_switched_on,
  'feature-switched-off': m.op_act_feature_switched_off,
  'log-read': m.op_act_log_read,
  'table-taken': m.op_act_table_taken,
} satisfies Record<NotedAction, () => string>;

/** What it was done to. */
const objectWords = {
  specialist: m.op_object_specialist,
  application: m.op_object_application,
  appointment: m.op_object_appointment,
  invitation: m.op_object_invitation,
  account: m.op_object_account,
  'calendar-feed': m.op_object_calendar_feed,
  'external-calendar': m.op_object_external_calendar,
  review: m.op_object_review,
  feature: m.op_object_feature,
} satisfies Record<Noted['objectKind'], () => string>;

type Words = (inputs: Record<string, never>, options: { locale: Locale }) => string;
const actions: Record<string, Words | undefined> = actionWords;
const objects: Record<string, Words | undefined> = objectWords;

/** "Abrió la agenda"; the code itself where an older version of the product noted something that is done no more. */
export function wordsOfAction(action: string, locale: Locale): string {
  return actions[action]?.({}, { locale }) ?? action;
}

export function wordsOfObject(kind: string, locale: Locale): string {
  return objects[kind]?.({}, { locale }) ?? kind;
}

/** The codes of all actions whose words or code hold what was asked for, whatever its accents. */
export function actionsLike(asked: string, locale: Locale): string[] {
  const part = normalise(asked);
  return Object.keys(actions).filter((code) => normalise(code).includes(part) || normalise(wordsOfAction(code, locale)).includes(part));
}
