create table consents (
  id uuid primary key,
  appointment_id uuid references appointments on delete set null,
  account_id uuid references accounts on delete set null,
  purpose text not null,
  text_version text not null,
  text_hash bytea not null,
  locale text not null,
  channel text not null,
  given_at timestamptz not null,
  withdrawn_at timestamptz
);
create index consents_by_account on consents (account_id);

-- Who looked at or changed what; insert-only for the application (G2).
create table audit (
  id uuid primary key,
  at timestamptz not null,
  actor_kind text not null,
  actor_account_id uuid,
  action text not null,
  object_kind text not null,
  object_id uuid not null,
  specialist_id uuid
);
create index audit_by_object on audit (object_id, at);

-- Facts of this installation that outlive a process (the rehearsal's clock, the demo's seed).
create table installation (name text primary key, value jsonb not null);
