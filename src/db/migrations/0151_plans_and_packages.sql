-- When reminders go out, as one service wants it; without it, as its specialist does (M2).
alter table services add column reminder_minutes integer[];
-- At night no telephone rings for what can wait; equal ends mean that there is no night (M2).
alter table specialist_settings add column quiet_from_minute integer not null default 1320 check (quiet_from_minute between 0 and 1439);
alter table specialist_settings add column quiet_until_minute integer not null default 480 check (quiet_until_minute between 0 and 1439);
-- By what the patient wants to be told of this appointment (M7).
alter table appointments add column patient_channel text not null default 'both' check (patient_channel in ('both', 'sms', 'email'));

-- Units added to a specialist's package of one month by the operator (M5).
create table package_topups (
  id uuid primary key,
  specialist_id uuid not null references specialists on delete cascade,
  month text not null check (month ~ '^20\d\d-(0[1-9]|1[0-2])$'),
  units integer not null check (units between 1 and 100000),
  note text not null default '' check (length(note) <= 200),
  created_at timestamptz not null
);
create index package_topups_by_month on package_topups (specialist_id, month);
alter table package_topups enable row level security;
alter table package_topups force row level security;
create policy worker_all on package_topups to vc_worker using (true) with check (true);
create policy own on package_topups for select to vc_app using (specialist_id = any ((select actor_specialists())::uuid[]));
create policy operator on package_topups for insert to vc_app with check ((select actor_kind()) = 'operator');
grant select, insert, update, delete on package_topups to vc_worker;
grant select, insert on package_topups to vc_app;

-- What tells a specialist of their package speaks of a month and of no appointment.
alter table messages add column package_month text;
do $$
declare before text;
begin
  select substring(pg_get_constraintdef(oid) from 7) into before from pg_constraint where conname = 'a_message_speaks_of_something';
  alter table messages drop constraint a_message_speaks_of_something;
  execute format('alter table messages add constraint a_message_speaks_of_something check (case when package_month is null then %s else specialist_id is not null and num_nonnulls(appointment_id, code_id, offer_id, invitation_id) = 0 end)', before);
end $$;
