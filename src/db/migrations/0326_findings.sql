-- How the doctor last found this installation while it runs (O1): certificate, relay, mail, SMS, Stripe, disk, backup, messages that wait.
create table installation_findings (
  id text primary key check (length(id) between 1 and 60),
  state text not null check (state in ('good', 'warning', 'broken')),
  what text not null check (length(what) <= 500),
  mend text not null check (length(mend) <= 500),
  -- Since when it is in this state, and when it was looked at last: machine time.
  since timestamptz not null,
  looked_at timestamptz not null
);
alter table installation_findings enable row level security;
alter table installation_findings force row level security;
create policy worker_all on installation_findings to vc_worker using (true) with check (true);
grant select, insert, update, delete on installation_findings to vc_worker;
grant select on installation_findings to vc_app;
create policy operator on installation_findings for select to vc_app using ((select operates()));
