-- The feed that a calendar program subscribes to (B7): one per account and practice. Its token is derived like the
-- appointments' links (V1): here stand its hash and its version, which is raised to make the old address worthless.
create table calendar_feeds (
  id uuid primary key,
  account_id uuid not null references accounts on delete cascade,
  specialist_id uuid not null references specialists on delete cascade,
  version integer not null default 1,
  token_hash bytea not null unique,
  contents text not null default 'busy' check (contents in ('busy', 'names')),
  created_at timestamptz not null,
  last_read_at timestamptz,
  noted_at timestamptz,
  window_started_at timestamptz,
  window_reads integer not null default 0,
  constraint one_feed_per_account_and_practice unique (account_id, specialist_id)
);
comment on column calendar_feeds.noted_at is 'when the access log last got a row for it: one a day, not one each quarter of an hour';
comment on column calendar_feeds.window_started_at is 'machine time: how often it may be read in an hour';
create index calendar_feeds_by_specialist on calendar_feeds (specialist_id);

-- Calendars that a specialist keeps elsewhere. Whoever has the address can read all of it: it is sealed.
create table external_calendars (
  id uuid primary key,
  specialist_id uuid not null references specialists on delete cascade,
  name text not null check (length(name) between 1 and 80),
  host text not null,
  address_sealed bytea not null,
  address_hmac bytea not null,
  data_key bytea not null,
  active boolean not null default true,
  created_at timestamptz not null,
  etag text,
  last_modified text,
  read_at timestamptz,
  fully_read_at timestamptz,
  skipped integer not null default 0,
  failures integer not null default 0,
  failing_since timestamptz,
  failure text check (failure in ('unreachable', 'too-slow', 'gone', 'locked', 'too-large', 'not-a-calendar')),
  due_at timestamptz not null,
  lease_until timestamptz,
  constraint each_calendar_once_per_specialist unique (specialist_id, address_hmac),
  constraint a_failure_has_a_beginning check ((failure is null) = (failing_since is null))
);
comment on column external_calendars.lease_until is 'machine time, never product time';
create index external_calendars_due on external_calendars (due_at) where active;

-- When those calendars are busy: no titles, no places, no people.
create table external_busy (
  calendar_id uuid not null references external_calendars on delete cascade,
  specialist_id uuid not null references specialists on delete cascade,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  constraint busy_times_end_after_they_start check (ends_at > starts_at)
);
create index external_busy_by_specialist on external_busy (specialist_id, ends_at, starts_at);
create index external_busy_by_calendar on external_busy (calendar_id);

alter table appointments add column moved_at timestamptz;
comment on column appointments.moved_at is 'when its time was last changed';

do $$
declare t text;
begin
  foreach t in array array['calendar_feeds', 'external_calendars', 'external_busy'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy worker_all on %I to vc_worker using (true) with check (true)', t);
    execute format('grant select, insert, update, delete on %I to vc_worker', t);
  end loop;
end $$;

-- A feed belongs to the one person who subscribes to it, for a practice they keep.
grant select, insert, update, delete on calendar_feeds to vc_app;
create policy own on calendar_feeds to vc_app
  using (account_id = (select actor_account()) and specialist_id = any ((select actor_specialists())::uuid[]));

-- Assistants see that there are calendars and when they are busy; the specialist alone says which.
grant select, insert, update, delete on external_calendars to vc_app;
create policy of_the_practice on external_calendars for select to vc_app using (specialist_id = any ((select actor_specialists())::uuid[]));
create policy by_the_specialist on external_calendars to vc_app
  using ((select actor_kind()) = 'specialist' and specialist_id = any ((select actor_specialists())::uuid[]));
grant select, delete on external_busy to vc_app;
create policy of_the_practice on external_busy for select to vc_app using (specialist_id = any ((select actor_specialists())::uuid[]));
create policy by_the_specialist on external_busy for delete to vc_app
  using ((select actor_kind()) = 'specialist' and specialist_id = any ((select actor_specialists())::uuid[]));

-- Whose feed is this? The one question that a calendar program may ask. Who serves no more has no feed any more.
create function feed_of_token(hash bytea)
  returns table (id uuid, account_id uuid, specialist_id uuid, contents text, role text)
  language sql stable security definer set search_path = public
  begin atomic
    select f.id, f.account_id, f.specialist_id, f.contents, case when s.account_id = f.account_id then 'specialist' else 'assistant' end
    from calendar_feeds f join specialists s on s.id = f.specialist_id
    where f.token_hash = hash
      and (s.account_id = f.account_id
           or exists (select 1 from assistants a where a.account_id = f.account_id and a.specialist_id = f.specialist_id));
  end;

-- What takes time of a specialist, their own calendars elsewhere too: everybody who looks for a free slot asks here.
create or replace function busy_times(of_specialist uuid, from_at timestamptz, until_at timestamptz, at_now timestamptz)
  returns table (starts_at timestamptz, ends_at timestamptz, appointment_id uuid)
  language sql stable security definer set search_path = public
  begin atomic
    select a.starts_at, a.ends_at, a.id from appointments a
    where a.specialist_id = of_specialist and a.during && tstzrange(from_at, until_at)
      and (a.status in ('booked', 'in_progress', 'completed') or (a.status = 'held' and a.hold_expires_at > at_now))
    union all
    select e.starts_at, e.ends_at, null::uuid from external_busy e
    where e.specialist_id = of_specialist and e.ends_at > from_at and e.starts_at < until_at;
  end;

grant execute on function feed_of_token(bytea) to vc_app, vc_worker;
