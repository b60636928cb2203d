-- The rules of each zone by which the appointments ahead were last looked over (quality 60): a release of tzdata that
-- knows others has all of that zone's looked over again.
create table zone_rules (
  zone text primary key,
  fingerprint text not null,
  checked_at timestamptz not null
);
alter table zone_rules enable row level security;
alter table zone_rules force row level security;
create policy worker_all on zone_rules to vc_worker using (true) with check (true);
grant select, insert, update, delete on zone_rules to vc_worker;
