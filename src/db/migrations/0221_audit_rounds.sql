-- Rounds over the sealed access log (quality 83, fault 59): how far the running one has come, what the last ones found.
create table audit_rounds (
  number bigint generated always as identity primary key,
  began_at timestamptz not null,
  ended_at timestamptz,
  -- The seal that was looked at last, and its hash, to which the next one must be chained.
  upto bigint not null default 0,
  upto_hash bytea,
  seals integer not null default 0,
  rows integer not null default 0,
  took_ms integer not null default 0,
  breaches jsonb not null default '[]'
);
create unique index one_running_round on audit_rounds ((ended_at is null)) where ended_at is null;
alter table audit_rounds enable row level security;
alter table audit_rounds force row level security;
create policy worker_all on audit_rounds to vc_worker using (true) with check (true);
grant select, insert, update, delete on audit_rounds to vc_worker;
grant select on audit_rounds to vc_app;
create policy operator on audit_rounds for select to vc_app using ((select operates()));
