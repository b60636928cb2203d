-- The second factor of who works here (A1, quality 16): what they show after the code, before any session of theirs exists.
create table second_factors (
  id uuid primary key,
  account_id uuid not null references accounts on delete cascade,
  kind text not null check (kind in ('passkey', 'totp')),
  name text not null check (length(btrim(name)) between 1 and 60),
  data_key bytea,
  secret_sealed bytea,
  last_step bigint,
  credential_id text unique,
  public_key bytea,
  sign_count bigint,
  transports text[],
  created_at timestamptz not null,
  last_used_at timestamptz,
  check ((kind = 'totp') = (data_key is not null and secret_sealed is not null)),
  check ((kind = 'passkey') = (credential_id is not null and public_key is not null and sign_count is not null))
);
create index second_factors_by_account on second_factors (account_id);
comment on column second_factors.data_key is 'data key of the secret, wrapped by the master key that lives outside the database';
comment on column second_factors.last_step is 'the newest half minute whose digits were used; none counts twice';

create table recovery_codes (
  account_id uuid not null references accounts on delete cascade,
  code_hmac bytea not null,
  created_at timestamptz not null,
  used_at timestamptz,
  primary key (account_id, code_hmac)
);

-- Between the code and the session, or between a press and the new factor: bound to the browser, over after one use.
create table factor_steps (
  id uuid primary key,
  account_id uuid not null references accounts on delete cascade,
  purpose text not null check (purpose in ('sign_in', 'add')),
  token_hash bytea not null unique,
  browser_hash bytea not null,
  signed_in_by text not null check (signed_in_by in ('sms', 'email')),
  failures integer not null default 0,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  done_at timestamptz
);
create index factor_steps_by_account on factor_steps (account_id, created_at);

alter table sessions add column second_factor text check (second_factor in ('passkey', 'totp', 'recovery'));

do $$
declare t text;
begin
  foreach t in array array['second_factors', 'recovery_codes', 'factor_steps'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy worker_all on %I to vc_worker using (true) with check (true)', t);
    execute format('grant select, insert, update, delete on %I to vc_worker', t);
  end loop;
end $$;
-- One may see and take away one's own; making and checking them is signing in, done as the system.
grant select (id, account_id, kind, name, created_at, last_used_at), delete on second_factors to vc_app;
create policy own on second_factors to vc_app using (account_id = (select actor_account()));
grant select (account_id, created_at, used_at) on recovery_codes to vc_app;
create policy own on recovery_codes for select to vc_app using (account_id = (select actor_account()));

-- A further contact of one's own is proved by a code as well (A1).
alter table codes drop constraint codes_purpose_check;
alter table codes add constraint codes_purpose_check check (purpose in ('booking', 'sign_in', 'change', 'takeover', 'contact'));
