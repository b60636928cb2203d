-- How a call went, as each side measured it: no address, no session description, 90 days (V10).
create table call_facts (
  appointment_id uuid not null references appointments on delete cascade,
  role text not null check (role in ('patient', 'specialist')),
  path text not null check (path in ('direct', 'relayed')),
  samples integer not null check (samples > 0),
  round_trip_ms_sum bigint not null,
  worst_loss_permille integer not null check (worst_loss_permille between 0 and 1000),
  first_at timestamptz not null,
  last_at timestamptz not null,
  primary key (appointment_id, role)
);
create index call_facts_by_age on call_facts (last_at);
alter table call_facts enable row level security;
alter table call_facts force row level security;
create policy worker_all on call_facts to vc_worker using (true) with check (true);
grant select, insert, update, delete on call_facts to vc_worker;
grant select, insert, update on call_facts to vc_app;
create policy of_the_appointment on call_facts to vc_app
  using (exists (select 1 from appointments a where a.id = appointment_id));
