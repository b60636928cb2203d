-- Accounts, people and signing in. The roles vc_owner, vc_app and vc_worker exist before this file runs (db/migrate.ts).
create extension if not exists btree_gist;
create extension if not exists pg_trgm;
create extension if not exists unaccent;

-- The actor of the running transaction, set by world.as(): {"kind", "account"?, "specialists"?, "appointment"?}.
create function actor() returns jsonb language sql stable parallel safe
  return coalesce(nullif(current_setting('app.actor', true), ''), '{"kind":"nobody"}')::jsonb;
create function actor_kind() returns text language sql stable parallel safe return actor() ->> 'kind';
create function actor_account() returns uuid language sql stable parallel safe return (actor() ->> 'account')::uuid;
create function actor_appointment() returns uuid language sql stable parallel safe return (actor() ->> 'appointment')::uuid;
create function actor_specialists() returns uuid[] language sql stable parallel safe
  return array(select jsonb_array_elements_text(coalesce(actor() -> 'specialists', '[]'::jsonb))::uuid);

create table accounts (
  id uuid primary key,
  locale text not null default 'es' check (locale in ('es', 'en')),
  sms_opted_out_at timestamptz,
  created_at timestamptz not null
);

-- An account signs in with its proved contacts; an unproved one only receives messages (B3).
create table contacts (
  id uuid primary key,
  account_id uuid not null references accounts on delete cascade,
  channel text not null check (channel in ('sms', 'email')),
  address text not null check (length(address) between 3 and 254),
  proved_at timestamptz,
  created_at timestamptz not null
);
create unique index one_account_per_proved_contact on contacts (channel, address) where proved_at is not null;
create index contacts_by_account on contacts (account_id);

-- A patient. Without an account the specialist's practice entered them and nobody proved a contact yet (B6).
create table people (
  id uuid primary key,
  account_id uuid references accounts on delete cascade,
  entered_by_specialist_id uuid,
  full_name text not null check (length(btrim(full_name)) between 2 and 120),
  email text,
  mobile text,
  data_key bytea,
  created_at timestamptz not null
);
create index people_by_account on people (account_id);
comment on column people.data_key is 'data key of this patient, wrapped by the master key that lives outside the database (G3)';

create table codes (
  id uuid primary key,
  purpose text not null check (purpose in ('booking', 'sign_in', 'change', 'takeover')),
  channel text not null check (channel in ('sms', 'email')),
  address text not null,
  browser_hash bytea not null,
  appointment_id uuid,
  account_id uuid references accounts on delete cascade,
  salt bytea not null,
  code_hmac bytea not null,
  failures integer not null default 0,
  locale text not null default 'es' check (locale in ('es', 'en')),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index codes_by_address on codes (address, created_at);
create index codes_by_appointment on codes (appointment_id) where appointment_id is not null;
comment on column codes.account_id is 'whose contact it proved, once used';

create table sessions (
  id uuid primary key,
  account_id uuid not null references accounts on delete cascade,
  token_hash bytea not null unique,
  signed_in_by text not null check (signed_in_by in ('sms', 'email', 'link', 'rehearsal')),
  device text not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz
);
create index sessions_by_account on sessions (account_id);

create table access_tokens (
  id uuid primary key,
  account_id uuid not null references accounts on delete cascade,
  token_hash bytea not null unique,
  name text not null,
  created_at timestamptz not null,
  ended_at timestamptz
);

create table operators (account_id uuid primary key references accounts on delete cascade);
