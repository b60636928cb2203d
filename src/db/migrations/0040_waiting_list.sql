-- The waiting list (B8): who would come earlier, what was freed, and what was offered to whom.
create table waiting_requests (
  id uuid primary key,
  specialist_id uuid not null references specialists,
  service_id uuid not null references services,
  appointment_id uuid references appointments on delete cascade,
  account_id uuid references accounts on delete cascade,
  weekdays smallint[] not null default '{}',
  part text not null default 'any' check (part in ('any', 'morning', 'afternoon')),
  from_date date,
  zone text not null,
  locale text not null check (locale in ('es', 'en')),
  asked_at timestamptz not null,
  ended_at timestamptz,
  ended_why text check (ended_why in ('moved', 'booked', 'left', 'cancelled', 'over')),
  constraint who_waits_has_an_appointment_or_an_account check ((appointment_id is null) <> (account_id is null)),
  constraint an_ended_wish_says_why check ((ended_at is null) = (ended_why is null))
);
create unique index one_wish_per_appointment on waiting_requests (appointment_id) where ended_at is null;
create unique index one_wish_per_account_and_service on waiting_requests (account_id, service_id) where ended_at is null and account_id is not null;
create index waiting_by_specialist on waiting_requests (specialist_id, asked_at) where ended_at is null;
comment on column waiting_requests.weekdays is '1 Monday … 7 Sunday; empty: any';
comment on column waiting_requests.account_id is 'who has no appointment yet: the account whose contact was proved';

create table waiting_offers (
  id uuid primary key,
  request_id uuid not null references waiting_requests on delete cascade,
  specialist_id uuid not null references specialists,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  status text not null check (status in ('open', 'accepted', 'declined', 'lost', 'expired', 'withdrawn')),
  ended_at timestamptz,
  constraint only_open_offers_have_no_end check ((status = 'open') = (ended_at is null))
);
create unique index one_open_offer_per_wish on waiting_offers (request_id) where status = 'open';
create index offers_by_wish on waiting_offers (request_id, made_at);
create index open_offers_by_expiry on waiting_offers (expires_at) where status = 'open';
create index open_offers_by_specialist on waiting_offers (specialist_id, starts_at) where status = 'open';

create table freed_hours (
  id uuid primary key,
  specialist_id uuid not null references specialists,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  left_by uuid references appointments on delete cascade,
  held_since timestamptz,
  freed_at timestamptz not null,
  look_at timestamptz not null
);
create index freed_hours_to_look_at on freed_hours (look_at);
comment on column freed_hours.left_by is 'the appointment that was there: it is not offered its own hour';
comment on column freed_hours.held_since is 'an abandoned hold: since when it stood in the way; null where the hour was really taken';

alter table messages add column offer_id uuid references waiting_offers on delete cascade;
alter table messages drop constraint a_message_speaks_of_something;
alter table messages add constraint a_message_speaks_of_something
  check ((code_id is null and (appointment_id is not null or offer_id is not null)) or (code_id is not null and appointment_id is null and offer_id is null));
create index messages_by_offer on messages (offer_id) where offer_id is not null;

do $$
declare t text;
begin
  foreach t in array array['waiting_requests', 'waiting_offers', 'freed_hours'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy worker_all on %I to vc_worker using (true) with check (true)', t);
    execute format('grant select, insert, update, delete on %I to vc_worker', t);
  end loop;
end $$;

-- A wish is seen by whoever sees the appointment, by its account, and by the practice.
grant select, insert, update on waiting_requests to vc_app;
create policy mine on waiting_requests to vc_app
  using (
    account_id = (select actor_account())
    or specialist_id = any ((select actor_specialists())::uuid[])
    or exists (select 1 from appointments a where a.id = appointment_id)
  );
grant select, update on waiting_offers to vc_app;
create policy of_the_wish on waiting_offers to vc_app
  using (exists (select 1 from waiting_requests w where w.id = request_id));

-- Whoever frees an hour knows nobody who waits for it: told to the worker, and only where somebody waits.
create function note_freed_hours(of_specialist uuid, from_at timestamptz, until_at timestamptz, left_by_appointment uuid, held_from timestamptz, at_now timestamptz)
  returns void language sql security definer set search_path = public
  begin atomic
    insert into freed_hours (id, specialist_id, starts_at, ends_at, left_by, held_since, freed_at, look_at)
    select gen_random_uuid(), of_specialist, greatest(from_at, at_now), until_at, left_by_appointment, held_from, at_now, at_now
    where until_at > at_now and exists (select 1 from waiting_requests where specialist_id = of_specialist and ended_at is null);
  end;

-- Who takes an hour ends the other offers of it; told by the one who won, under the specialist's lock.
create function lose_offers(of_specialist uuid, over tstzrange, winner uuid, at_now timestamptz) returns void
  language sql security definer set search_path = public
  begin atomic
    update waiting_offers set status = 'lost', ended_at = at_now
    where specialist_id = of_specialist and status = 'open' and id <> winner and tstzrange(starts_at, ends_at) && over;
  end;
grant execute on function note_freed_hours(uuid, timestamptz, timestamptz, uuid, timestamptz, timestamptz) to vc_app, vc_worker;
grant execute on function lose_offers(uuid, tstzrange, uuid, timestamptz) to vc_app, vc_worker;
