import type { DataMap } from './vocabulary.ts';

/** What is kept of calls, and of how one signs in. Never sound, picture, chat, SDP or an address of the network (V10). */
export const roomTables: DataMap = {
  room_events: { of: 'patient', purpose: 'call', kept: 'call', columns: { key: 'id appointment_id', care: 'kind role at' } },
  call_facts: { of: 'patient', purpose: 'call', kept: 'call', columns: { key: 'appointment_id', device: 'role path round_trip_ms_sum samples worst_loss_permille', state: 'first_at last_at' } },
  device_checks: { of: 'patient', purpose: 'call', kept: 'call', columns: { key: 'appointment_id', device: 'camera microphone network sound', state: 'checked_at' } },
  technical_ratings: { of: 'patient', purpose: 'call', kept: 'call', columns: { key: 'appointment_id', words: 'trouble troubles rating', state: 'role created_at' } },
  seats: {
    of: 'patient', purpose: 'call', kept: 'day',
    columns: { key: 'appointment_id', secret: 'browser_hash', device: 'devices', preference: 'hides_address', care: 'role taken_at present_until waiting_since', state: 'call_asked_at called_at calls' },
  },
  seat_passes: { of: 'patient', purpose: 'call', kept: 'day', columns: { key: 'appointment_id', secret: 'token_hash', state: 'role created_at expires_at' } },
  accounts: { of: 'account', purpose: 'sign-in', kept: 'account', columns: { key: 'id', preference: 'locale message_channel message_locale', state: 'created_at erased_at' } },
  contacts: { of: 'account', purpose: 'sign-in', kept: 'account', columns: { key: 'id account_id', contact: 'address channel', state: 'created_at proved_at' } },
  codes: {
    of: 'account', purpose: 'sign-in', kept: 'sign-in',
    columns: { key: 'id account_id appointment_id', contact: 'address channel', secret: 'browser_hash code_hmac salt network prefix', preference: 'locale', state: 'purpose created_at expires_at failures used_at' },
  },
  sessions: {
    of: 'account', purpose: 'sign-in', kept: 'sign-in',
    columns: { key: 'id account_id', secret: 'token_hash', device: 'device', state: 'signed_in_by second_factor created_at last_seen_at expires_at ended_at' },
  },
  second_factors: {
    of: 'account', purpose: 'sign-in', kept: 'account',
    columns: { key: 'id account_id', identity: 'name', secret: 'credential_id data_key public_key secret_sealed sign_count last_step transports', state: 'kind created_at last_used_at' },
  },
  recovery_codes: { of: 'account', purpose: 'sign-in', kept: 'account', columns: { key: 'account_id', secret: 'code_hmac', state: 'created_at used_at' } },
  factor_steps: {
    of: 'account', purpose: 'sign-in', kept: 'day',
    columns: { key: 'id account_id', secret: 'browser_hash token_hash', state: 'purpose signed_in_by failures created_at done_at expires_at' },
  },
  data_exports: { of: 'account', purpose: 'security', kept: 'sign-in', columns: { key: 'id account_id', state: 'requested_at valid_until readable_at machine_at' } },
  sign_in_notices: { of: 'account', purpose: 'security', kept: 'year', columns: { key: 'id account_id appointment_id', contact: 'address channel', words: 'words', state: 'what created_at' } },
  access_tokens: {
    of: 'account', purpose: 'programs', kept: 'year',
    columns: { key: 'id account_id', identity: 'name', secret: 'token_hash ending', preference: 'scopes', state: 'created_at expires_at last_used_at ended_at' },
  },
  operators: { of: 'account', purpose: 'sign-in', kept: 'account', columns: { key: 'account_id' } },
  audit: { of: 'account', purpose: 'security', kept: 'year', columns: { key: 'id actor_account_id object_id specialist_id', care: 'action actor_kind object_kind at', state: 'seal' } },
  audit_seals: { of: 'nobody', purpose: 'security', kept: 'always', columns: { secret: 'digests hash previous', key: 'rows', state: 'number sealed_at forgotten_at' } },
  operator_proposals: { of: 'account', purpose: 'security', kept: 'always', columns: { key: 'id specialist_id account_id proposed_by decided_by', words: 'reason', state: 'kind proposed_at decision decided_at' } },
  switch_decisions: { of: 'account', purpose: 'security', kept: 'always', columns: { key: 'id decided_by', words: 'reason', state: 'name number is_on decided_at' } },
  privacy_requests: { of: 'nobody', purpose: 'proof', kept: 'request', columns: { key: 'id', contact: 'requester', words: 'words answer', state: 'kind regime received_on due_on extended state closed_at created_at' } },
  licence_checks: { of: 'practice', purpose: 'profile', kept: 'practice', columns: { key: 'id specialist_id checked_by', state: 'found register checked_at', words: 'note' } },
  audit_rounds: { of: 'nobody', purpose: 'security', kept: 'always', columns: { secret: 'upto_hash', key: 'breaches', state: 'number began_at ended_at upto seals rows took_ms' } },
  endings: { of: 'account', purpose: 'security', kept: 'quarter', columns: { key: 'subject detail', state: 'kind at' } },
  master_keys: { of: 'nobody', purpose: 'security', kept: 'always', columns: { state: 'id first_used_at retired_at' } },
  installation_findings: { of: 'nobody', purpose: 'operation', kept: 'always', columns: { state: 'id state what mend since looked_at' } },
  alarms: { of: 'nobody', purpose: 'security', kept: 'quarter', columns: { state: 'kind subject hour count first_at last_at' } },
  text_spending: { of: 'nobody', purpose: 'security', kept: 'quarter', columns: { state: 'day shard cents' } },
  api_answers: { of: 'account', purpose: 'programs', kept: 'day', columns: { secret: 'answer_sealed caller key_hash request_hash', state: 'created_at lease_until' } },
  door_counts: { of: 'account', purpose: 'security', kept: 'day', columns: { secret: 'bucket', state: 'used resets_at' } },
};
