-- What operators switched off or on (O1): one row for each decision, the newest of a name counts. Nobody changes a row.
create table switch_decisions (
  id uuid primary key,
  name text not null check (length(name) between 1 and 40),
  -- Two operators who decide at the same moment want the same number, and one of them is told.
  number integer not null check (number > 0),
  is_on boolean not null,
  reason text not null check (length(reason) between 1 and 500),
  decided_by uuid not null references accounts,
  decided_at timestamptz not null,
  constraint one_decision_after_the_other unique (name, number)
);
alter table switch_decisions enable row level security;
alter table switch_decisions force row level security;
create policy worker_all on switch_decisions to vc_worker using (true) with check (true);
grant select on switch_decisions to vc_worker;
grant select, insert on switch_decisions to vc_app;
create policy operator_reads on switch_decisions for select to vc_app using ((select operates()));
create policy operator_decides on switch_decisions for insert to vc_app with check ((select operates()) and decided_by = (select actor_account()));
