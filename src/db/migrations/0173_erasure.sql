-- Who somebody was, after they erased their account: blocked, for the courts and authorities alone, until the law lets it go
-- (art. 17 GDPR, LOPDGDD 32, Ley 41/2002 art. 17; NOM-004 in Mexico).
create table blocked_records (
  id uuid primary key,
  person_id uuid not null unique,
  data_key bytea not null,
  who_sealed bytea not null,
  keep_until timestamptz not null,
  created_at timestamptz not null
);
create index blocked_records_by_end on blocked_records (keep_until);
comment on column blocked_records.data_key is 'the patient''s data key, taken from people: nobody of a practice opens the reason any more';
alter table blocked_records enable row level security;
alter table blocked_records force row level security;
create policy worker_all on blocked_records to vc_worker using (true) with check (true);
grant select, insert, delete on blocked_records to vc_worker;
alter table accounts add column erased_at timestamptz;
