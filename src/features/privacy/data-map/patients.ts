import type { DataMap } from './vocabulary.ts';

/** What is kept of patients and of what they booked. */
export const patientTables: DataMap = {
  people: {
    of: 'patient', purpose: 'care', kept: 'account',
    columns: { key: 'id account_id entered_by_specialist_id', identity: 'full_name', contact: 'email mobile', state: 'created_at' },
  },
  appointments: {
    of: 'patient', purpose: 'care', kept: 'care',
    columns: {
      key: 'id person_id specialist_id service_id place_id series_id booked_by_account_id',
      identity: 'patient_name',
      contact: 'patient_email patient_mobile',
      health: 'reason_sealed',
      care: 'starts_at ends_at during wall_start zone duration_minutes modality status outcome delay_minutes admitted_at completed_at both_connected_seconds last_hangup_at for_somebody_else',
      money: 'price_cents currency payment prepayment charge_when late_fee_cents cancel_keep_cents confirmation',
      preference: 'patient_channel patient_locale patient_zone',
      secret: 'browser_hash patient_link_hash specialist_link_hash idempotency_key',
      state: 'created_at booked_at booked_by cancelled_at cancelled_by moved_at sequence link_version contact_proved_at hold_expires_at hold_extended cutoff_hours',
    },
  },
  appointment_moves: {
    of: 'patient', purpose: 'care', kept: 'care',
    columns: { key: 'id appointment_id moved_by_account_id', care: 'from_starts_at from_minutes to_starts_at to_minutes', state: 'moved_at sequence undone_at' },
  },
  series: { of: 'patient', purpose: 'care', kept: 'care', columns: { key: 'id specialist_id created_by_account_id', care: 'every_weeks', state: 'created_at' } },
  time_off_steps: {
    of: 'patient', purpose: 'care', kept: 'care',
    columns: { key: 'group_id specialist_id appointment_id', care: 'starts_at move_to', state: 'choice claimed_until created_at finished_at state' },
  },
  waiting_requests: {
    of: 'patient', purpose: 'care', kept: 'quarter',
    columns: { key: 'id appointment_id account_id specialist_id service_id', preference: 'from_date part weekdays locale zone', state: 'asked_at seen_until ended_at ended_why' },
  },
  waiting_offers: {
    of: 'patient', purpose: 'care', kept: 'quarter',
    columns: { key: 'id request_id specialist_id', care: 'starts_at ends_at', state: 'made_at expires_at ended_at status' },
  },
  consents: {
    of: 'patient', purpose: 'proof', kept: 'always',
    columns: { key: 'id account_id appointment_id', preference: 'kind purpose', state: 'text_version text_hash locale channel at' },
  },
  consent_texts: { of: 'nobody', purpose: 'proof', kept: 'always', columns: { public: 'words', state: 'hash purpose version locale first_used_at' } },
  blocked_records: {
    of: 'patient', purpose: 'proof', kept: 'blocked',
    columns: { key: 'id person_id', identity: 'who_sealed', state: 'keep_until created_at' },
  },
  documents: {
    of: 'patient', purpose: 'care', kept: 'care',
    columns: { key: 'id appointment_id person_id specialist_id', health: 'name_sealed', care: 'kind', state: 'sender media_type size_bytes sent_at seen_at withdrawn_at' },
  },
  document_parts: { of: 'patient', purpose: 'care', kept: 'care', columns: { key: 'document_id number', health: 'sealed' } },
  notes: { of: 'patient', purpose: 'care', kept: 'care', columns: { key: 'id appointment_id person_id specialist_id', health: 'text_sealed', state: 'written_at' } },
  data_keys: { of: 'patient', purpose: 'security', kept: 'care', columns: { key: 'person_id', secret: 'wrapped', state: 'blocked_at' } },
  reviews: {
    of: 'patient', purpose: 'reviews', kept: 'review',
    columns: {
      key: 'id appointment_id specialist_id', identity: 'author', words: 'body answer stars', care: 'modality took_place_on',
      state: 'status answer_status answered_at created_at',
    },
  },
  review_reports: {
    of: 'account', purpose: 'reviews', kept: 'year',
    columns: { key: 'id review_id', words: 'note', secret: 'browser_hash', state: 'part reason reported_by created_at decided_at' },
  },
  review_decisions: {
    of: 'patient', purpose: 'reviews', kept: 'review',
    columns: { key: 'id review_id decided_by_account_id', words: 'note', state: 'part decision reason decided_at' },
  },
  messages: {
    of: 'patient', purpose: 'messages', kept: 'messages',
    columns: {
      key: 'id appointment_id specialist_id code_id invitation_id notice_id offer_id provider_id',
      state: 'kind audience channel occurrence due_at sent_at delivered_at status why attempts created_at fence lease_until package_month units',
    },
  },
  silenced_addresses: { of: 'patient', purpose: 'messages', kept: 'always', columns: { contact: 'address', preference: 'channel why', state: 'since' } },
  payments: {
    of: 'patient', purpose: 'payment', kept: 'tax',
    columns: {
      key: 'id appointment_id checkout_id customer_id intent_id payment_method_id',
      money: 'amount_cents currency fee_cents refund_due_cents refunded_cents take_cents kind status failure',
      state: 'asked_at created_at held_until settled_at',
    },
  },
  disputes: {
    of: 'patient', purpose: 'payment', kept: 'tax',
    columns: { key: 'id appointment_id payment_id', money: 'amount_cents currency reason status', state: 'answer_by opened_at closed_at' },
  },
  receipts: {
    of: 'patient', purpose: 'tax', kept: 'tax',
    columns: { key: 'id appointment_id payment_id specialist_id', identity: 'facts', money: 'amount_cents currency kind', state: 'number year issued_at' },
  },
  card_events: { of: 'patient', purpose: 'payment', kept: 'month', columns: { key: 'id', contact: 'raw', money: 'body type', state: 'processed_at received_at told_by' } },
};
