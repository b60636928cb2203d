-- Planned messages are the truth, the queue is only the engine (M6).
create table messages (
  id uuid primary key,
  appointment_id uuid references appointments on delete cascade,
  code_id uuid references codes on delete cascade,
  specialist_id uuid references specialists,
  kind text not null,
  audience text not null check (audience in ('patient', 'specialist')),
  channel text not null check (channel in ('sms', 'email')),
  occurrence text not null,
  due_at timestamptz not null,
  status text not null default 'planned'
    check (status in ('planned', 'queued', 'sending', 'sent', 'delivered', 'failed', 'undeliverable', 'cancelled', 'skipped')),
  why text,
  attempts integer not null default 0,
  lease_until timestamptz,
  fence integer not null default 0,
  provider_id text,
  units integer not null default 0,
  sent_at timestamptz,
  delivered_at timestamptz,
  created_at timestamptz not null,
  constraint one_message_per_occurrence_audience_kind_and_channel unique nulls not distinct (appointment_id, code_id, occurrence, audience, kind, channel),
  constraint a_message_speaks_of_something check ((appointment_id is null) <> (code_id is null))
);
comment on column messages.occurrence is 'what makes this message unique beside its kind: the start it speaks of (ISO instant), or the change it announces';
comment on column messages.lease_until is 'machine time, never product time';
create index messages_due on messages (due_at) where status = 'planned';
create index messages_in_flight on messages (lease_until) where status in ('queued', 'sending');
create index messages_by_appointment on messages (appointment_id);
create index messages_by_specialist_month on messages (specialist_id, sent_at) where units > 0;
create index messages_by_provider_id on messages (provider_id) where provider_id is not null;
