-- What people ask of whoever answers for their data, with the day by which they get an answer (G1, O1).
create table privacy_requests (
  id uuid primary key,
  kind text not null check (kind in ('access', 'rectification', 'erasure', 'objection', 'portability', 'restriction')),
  regime text not null check (regime in ('gdpr', 'arco')),
  requester text not null check (length(requester) between 2 and 200),
  words text not null default '' check (length(words) <= 2000),
  received_on date not null,
  due_on date not null,
  extended boolean not null default false,
  state text not null default 'open' check (state in ('open', 'answered', 'refused')),
  answer text not null default '' check (length(answer) <= 2000),
  closed_at timestamptz,
  created_at timestamptz not null,
  constraint closed_with_words check (state = 'open' or (closed_at is not null and length(answer) > 0))
);
comment on column privacy_requests.requester is 'who asks and where they are reached, as the letter or mail says';
create index privacy_requests_by_day on privacy_requests (state, due_on);
alter table privacy_requests enable row level security;
alter table privacy_requests force row level security;
create policy worker_all on privacy_requests to vc_worker using (true) with check (true);
grant select, insert, update, delete on privacy_requests to vc_worker;
grant select, insert, update on privacy_requests to vc_app;
create policy operator on privacy_requests to vc_app using ((select operates())) with check ((select operates()));

-- Whether somebody looked the licence up in its register, and what they found (O1).
create table licence_checks (
  id uuid primary key,
  specialist_id uuid not null references specialists on delete cascade,
  found text not null check (found in ('in_force', 'not_found', 'suspended', 'expired')),
  register text not null check (length(register) between 2 and 200),
  note text not null default '' check (length(note) <= 500),
  checked_at timestamptz not null,
  checked_by uuid not null references accounts
);
create index licence_checks_by_specialist on licence_checks (specialist_id, checked_at desc);
alter table licence_checks enable row level security;
alter table licence_checks force row level security;
create policy worker_all on licence_checks to vc_worker using (true) with check (true);
grant select, insert, update, delete on licence_checks to vc_worker;
grant select, insert on licence_checks to vc_app;
create policy operator on licence_checks to vc_app using ((select operates())) with check ((select operates()));
