-- What somebody is told when the way they sign in has changed, at the contact they had then (quality 18).
create table sign_in_notices (
  id uuid primary key,
  account_id uuid not null references accounts on delete cascade,
  what text not null check (what in ('factor-added', 'factor-removed', 'recovery-codes-renewed', 'recovery-code-used', 'contact-added', 'contact-removed')),
  channel text not null check (channel in ('sms', 'email')),
  address text not null,
  created_at timestamptz not null
);
create index sign_in_notices_by_account on sign_in_notices (account_id);
comment on column sign_in_notices.address is 'a contact that was just taken away hears of it too';
alter table sign_in_notices enable row level security;
alter table sign_in_notices force row level security;
create policy worker_all on sign_in_notices to vc_worker using (true) with check (true);
grant select, insert, update, delete on sign_in_notices to vc_worker;

alter table messages add column notice_id uuid references sign_in_notices on delete cascade;
create index messages_by_notice on messages (notice_id) where notice_id is not null;

-- Whatever a message could speak of before, or such a notice and nothing else.
do $$
declare before text;
begin
  select substring(pg_get_constraintdef(oid) from 7) into before from pg_constraint where conname = 'a_message_speaks_of_something';
  alter table messages drop constraint a_message_speaks_of_something;
  execute format('alter table messages add constraint a_message_speaks_of_something check (case when notice_id is null then %s else num_nonnulls(appointment_id, code_id, offer_id, invitation_id) = 0 end)', before);
end $$;
