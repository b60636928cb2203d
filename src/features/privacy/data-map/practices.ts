import type { DataMap } from './vocabulary.ts';

/** What is kept of practices, and what is about nobody. */
export const practiceTables: DataMap = {
  specialists: {
    of: 'practice', purpose: 'profile', kept: 'practice',
    columns: {
      key: 'id account_id', identity: 'full_name title slug portrait', contact: 'phone',
      public: 'headline biography languages licence_kind licence_number city country zone currency video_enabled rating_count rating_sum',
      words: 'paused_why', state: 'admitted_at paused_at created_at',
    },
  },
  specialist_specialties: { of: 'practice', purpose: 'profile', kept: 'practice', columns: { key: 'specialist_id', public: 'specialty_code position' } },
  applications: {
    of: 'account', purpose: 'practice', kept: 'year',
    columns: {
      key: 'id account_id specialist_id decided_by', identity: 'title full_name', contact: 'phone', public: 'headline specialty_code licence_number register zone city',
      words: 'answer', state: 'state created_at touched_at sent_at decided_at',
    },
  },
  application_documents: {
    of: 'account', purpose: 'practice', kept: 'year', columns: { key: 'id application_id', secret: 'name_sealed', state: 'kind media_type size_bytes sent_at' },
  },
  application_document_parts: { of: 'account', purpose: 'practice', kept: 'year', columns: { key: 'document_id', identity: 'sealed', state: 'number' } },
  places: { of: 'practice', purpose: 'profile', kept: 'practice', columns: { key: 'id specialist_id', contact: 'address', public: 'name short_name city', state: 'archived_at' } },
  services: {
    of: 'practice', purpose: 'profile', kept: 'practice',
    columns: { key: 'id specialist_id place_id', public: 'name modality duration_minutes price_cents currency active position', preference: 'buffer_before_minutes buffer_after_minutes reminder_minutes' },
  },
  photos: { of: 'practice', purpose: 'profile', kept: 'practice', columns: { key: 'specialist_id', identity: 'large small', state: 'hash created_at' } },
  photo_sources: { of: 'practice', purpose: 'profile', kept: 'practice', columns: { key: 'specialist_id', identity: 'picture', state: 'width height crop_x crop_y zoom created_at' } },
  listings: {
    of: 'practice', purpose: 'profile', kept: 'practice',
    columns: {
      key: 'service_id specialist_id', identity: 'name slug portrait search_text',
      public: 'headline languages cities country place_city specialties modality duration_minutes price_cents currency rating_count rating_sum zone',
      state: 'alone score updated_at',
    },
  },
  openings: {
    of: 'practice', purpose: 'profile', kept: 'practice',
    columns: { key: 'service_id specialist_id', public: 'modality days day_firsts_at first_free_at free_at horizon_days minimum_notice_minutes', state: 'advance_at dense_until refresh_at' },
  },
  search_words: { of: 'practice', purpose: 'profile', kept: 'practice', columns: { public: 'word' } },
  listing_changes: { of: 'practice', purpose: 'operation', kept: 'day', columns: { key: 'id specialist_id' } },
  published_files: { of: 'practice', purpose: 'profile', kept: 'day', columns: { public: 'kind brotli gzip lines', state: 'shard etag made_at' } },
  specialist_settings: {
    of: 'practice', purpose: 'practice', kept: 'practice',
    columns: {
      key: 'specialist_id stripe_account_id', words: 'video_message other_payment_instructions',
      preference:
        'buffer_minutes charge_when cutoff_hours embed_origins horizon_days late_fee_cents message_package_units minimum_notice_minutes prepayment publish_slots quiet_from_minute quiet_until_minute record_years reminder_minutes slot_step_minutes take_after_hours',
      state: 'card_payments_paused',
    },
  },
  weekly_hours: { of: 'practice', purpose: 'practice', kept: 'practice', columns: { key: 'id specialist_id place_id', public: 'modality weekday starts_minute ends_minute' } },
  hour_exceptions: {
    of: 'practice', purpose: 'practice', kept: 'practice',
    columns: { key: 'id specialist_id place_id group_id', words: 'label', public: 'kind modality on_date starts_minute ends_minute' },
  },
  freed_hours: { of: 'practice', purpose: 'practice', kept: 'day', columns: { key: 'id specialist_id left_by', state: 'starts_at ends_at freed_at held_since look_at modality' } },
  assistants: { of: 'account', purpose: 'practice', kept: 'practice', columns: { key: 'account_id specialist_id', state: 'created_at' } },
  invitations: {
    of: 'account', purpose: 'practice', kept: 'quarter',
    columns: { key: 'id specialist_id accepted_by_account_id', identity: 'name', contact: 'email', secret: 'token_hash', preference: 'locale', state: 'version created_at sent_at expires_at accepted_at withdrawn_at' },
  },
  external_calendars: {
    of: 'practice', purpose: 'practice', kept: 'practice',
    columns: {
      key: 'id specialist_id', identity: 'name host', secret: 'address_hmac address_sealed data_key etag',
      state: 'active created_at due_at failing_since failure failures fully_read_at last_modified lease_until read_at skipped',
    },
  },
  external_busy: { of: 'practice', purpose: 'practice', kept: 'practice', columns: { key: 'calendar_id specialist_id', state: 'starts_at ends_at' } },
  calendar_feeds: {
    of: 'practice', purpose: 'practice', kept: 'practice',
    columns: { key: 'id account_id specialist_id', secret: 'token_hash', preference: 'contents', state: 'version created_at last_read_at noted_at window_reads window_started_at' },
  },
  billing_details: { of: 'practice', purpose: 'tax', kept: 'tax', columns: { key: 'specialist_id', identity: 'name tax_id', contact: 'address', preference: 'tax_note vat_percent own_note' } },
  receipt_counters: { of: 'practice', purpose: 'tax', kept: 'tax', columns: { key: 'specialist_id', state: 'year last' } },
  card_accounts: {
    of: 'practice', purpose: 'payment', kept: 'practice',
    columns: { key: 'specialist_id account_id', money: 'takes_payments pays_out missing blocked_why', state: 'answer_by asked_at created_at data_given' },
  },
  package_topups: { of: 'practice', purpose: 'practice', kept: 'practice', columns: { key: 'id specialist_id', words: 'note', state: 'month units created_at' } },
  specialties: { of: 'nobody', purpose: 'operation', kept: 'always', columns: { public: 'code name_es name_en practitioner_es practitioner_en synonyms' } },
  cities: { of: 'nobody', purpose: 'operation', kept: 'always', columns: { public: 'key name plain_name slug aliases country latitude longitude population' } },
  installation: { of: 'nobody', purpose: 'operation', kept: 'always', columns: { state: 'name value' } },
  zone_rules: { of: 'nobody', purpose: 'operation', kept: 'always', columns: { state: 'zone fingerprint checked_at' } },
};
