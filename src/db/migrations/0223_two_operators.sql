-- What one operator proposes and another confirms (O1): the database itself refuses that they are the same.
create table operator_proposals (
  id uuid primary key,
  kind text not null check (kind in ('erase-specialist', 'reset-second-factor')),
  specialist_id uuid references specialists on delete set null,
  account_id uuid not null references accounts,
  -- Why, and how the person was recognised: papers seen, called back at a number known before.
  reason text not null check (length(reason) between 1 and 1000),
  proposed_by uuid not null references accounts,
  proposed_at timestamptz not null,
  decision text check (decision in ('confirmed', 'withdrawn')),
  decided_by uuid references accounts,
  decided_at timestamptz,
  constraint decided_by_somebody check ((decision is null) = (decided_by is null) and (decision is null) = (decided_at is null)),
  constraint confirmed_by_another check (decision <> 'confirmed' or decided_by <> proposed_by)
);
create index operator_proposals_by_time on operator_proposals (proposed_at desc);
create unique index one_open_proposal_of_a_kind on operator_proposals (kind, account_id) where decision is null;
alter table operator_proposals enable row level security;
alter table operator_proposals force row level security;
create policy worker_all on operator_proposals to vc_worker using (true) with check (true);
grant select, insert, update, delete on operator_proposals to vc_worker;
grant select, insert, update on operator_proposals to vc_app;
create policy operator on operator_proposals to vc_app using ((select operates())) with check ((select operates()));

-- Told to whoever's way of signing in was set back.
alter table sign_in_notices drop constraint sign_in_notices_what_check;
alter table sign_in_notices add constraint sign_in_notices_what_check
  check (what in ('factor-added', 'factor-removed', 'recovery-codes-renewed', 'recovery-code-used', 'contact-added', 'contact-removed', 'factors-reset'));
