-- One's data asked for as files: each file once, for a day, and only in a session of the account (G1, quality 76). The files themselves are kept nowhere.
create table data_exports (
  id uuid primary key,
  account_id uuid not null references accounts on delete cascade,
  requested_at timestamptz not null,
  valid_until timestamptz not null,
  readable_at timestamptz,
  machine_at timestamptz
);
comment on column data_exports.readable_at is 'when the page for people was downloaded; the other file has its own';
create index data_exports_by_account on data_exports (account_id, requested_at);
alter table data_exports enable row level security;
alter table data_exports force row level security;
create policy worker_all on data_exports to vc_worker using (true) with check (true);
grant select, insert, update, delete on data_exports to vc_worker;

alter table sign_in_notices drop constraint sign_in_notices_what_check;
alter table sign_in_notices add constraint sign_in_notices_what_check
  check (what in ('factor-added', 'factor-removed', 'recovery-codes-renewed', 'recovery-code-used', 'contact-added', 'contact-removed', 'factors-reset', 'admitted', 'data-requested',
    'application-received', 'application-in-review', 'application-incomplete', 'application-refused', 'profile-paused', 'profile-resumed',
    'review-hidden', 'review-shown', 'answer-hidden', 'answer-shown'));
