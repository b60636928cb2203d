-- What search reads (P4): derived, never written by hand. One listing per specialist, modality and place with the cheapest
-- service there, and its free hours beside it, apart because hours change with every booking and the rest hardly ever.
create table listings (
  service_id uuid primary key references services on delete cascade,
  specialist_id uuid not null references specialists on delete cascade,
  modality text not null check (modality in ('in_person', 'video')),
  alone boolean not null,
  slug text not null,
  name text not null,
  headline text not null,
  portrait text not null,
  languages text[] not null,
  country text not null check (country in ('ES', 'MX')),
  zone text not null,
  place_city text,
  specialties text[] not null,
  cities text[] not null,
  duration_minutes integer not null,
  price_cents integer not null,
  currency text not null check (currency in ('EUR', 'MXN')),
  rating_count integer not null,
  rating_sum integer not null,
  score real not null,
  search_text text not null,
  updated_at timestamptz not null
);
comment on column listings.alone is 'the only listing of its specialist and modality';
comment on column listings.cities is 'keys of the cities where its specialist is found: for in person the one of the place';
comment on column listings.score is 'rating with average reviews mixed in (domain/reviews.ts, bayesianMean)';
comment on column listings.search_text is 'name, headline and cities as search compares them, a space before each word (P4)';
comment on column listings.updated_at is 'when anything of it but the hours last changed, for the sitemap';
create index listings_by_specialist on listings (specialist_id);
create index listings_by_specialty_and_city on listings using gin (specialties, cities);
create index listings_by_city on listings using gin (cities);
create index listings_by_search_text on listings using gin (search_text gin_trgm_ops);
create index listings_by_score on listings (modality, score desc, service_id);
create index listings_by_slug on listings (slug);

create table openings (
  service_id uuid primary key references listings on delete cascade,
  specialist_id uuid not null,
  modality text not null check (modality in ('in_person', 'video')),
  first_free_at timestamptz not null,
  free_at timestamptz[] not null,
  dense_until timestamptz not null,
  days date[] not null,
  day_firsts_at timestamptz[] not null,
  minimum_notice_minutes integer not null,
  horizon_days integer not null,
  advance_at timestamptz not null,
  refresh_at timestamptz not null
) with (fillfactor = 70);
comment on column openings.first_free_at is 'the first hour that can be booked; infinity where there is none';
comment on column openings.free_at is 'the next free hours in the order of time, and the first of the following days';
comment on column openings.dense_until is 'up to then free_at leaves nothing out; infinity where it holds every free hour of the horizon';
comment on column openings.days is 'dates in the zone of the specialist with a free hour, two beyond the horizon, so that midnight changes nothing';
comment on column openings.day_firsts_at is 'the first free hour of each of the days';
comment on column openings.advance_at is 'from then on first_free_at is too soon to be booked';
comment on column openings.refresh_at is 'from then on it must be computed again even if nothing changed';
create index openings_by_first_free on openings (modality, first_free_at, service_id);
create index openings_by_first_free_of_all on openings (first_free_at, service_id);
create index openings_by_advance on openings (advance_at);
create index openings_by_refresh on openings (refresh_at);

-- Whose listings are out of date: a line per change and no uniqueness, so that nobody waits for anybody.
create table listing_changes (
  id bigint primary key generated always as identity,
  specialist_id uuid not null
);
create index listing_changes_by_specialist on listing_changes (specialist_id);

-- The words of all search texts: what a mistyped name can have meant.
create table search_words (word text primary key);
create index search_words_by_likeness on search_words using gin (word gin_trgm_ops);

-- For any table with a column specialist_id, by `call watch_listings('the_table')`.
create function mark_listings_changed() returns trigger
  language plpgsql security definer set search_path = public as $$
  begin
    insert into listing_changes (specialist_id) select distinct specialist_id from changed where specialist_id is not null;
    return null;
  end $$;
create function mark_listings_of_specialists_changed() returns trigger
  language plpgsql security definer set search_path = public as $$
  begin
    insert into listing_changes (specialist_id) select id from changed;
    return null;
  end $$;
create function mark_listings_of_specialties_changed() returns trigger
  language plpgsql security definer set search_path = public as $$
  begin
    insert into listing_changes (specialist_id)
      select distinct x.specialist_id from specialist_specialties x join changed on changed.code = x.specialty_code;
    return null;
  end $$;
create procedure watch_listings(of_table regclass, by_function text default 'mark_listings_changed')
  language plpgsql as $$
  begin
    execute format('create trigger listings_after_insert after insert on %s referencing new table as changed for each statement execute function %I()', of_table, by_function);
    execute format('create trigger listings_after_update after update on %s referencing new table as changed for each statement execute function %I()', of_table, by_function);
    execute format('create trigger listings_after_delete after delete on %s referencing old table as changed for each statement execute function %I()', of_table, by_function);
  end $$;
call watch_listings('services');
call watch_listings('weekly_hours');
call watch_listings('hour_exceptions');
call watch_listings('specialist_settings');
call watch_listings('specialist_specialties');
call watch_listings('places');
call watch_listings('specialists', 'mark_listings_of_specialists_changed');
call watch_listings('specialties', 'mark_listings_of_specialties_changed');

-- Of appointments only what takes or gives time: a hold that becomes a booking changes nothing.
create function mark_listings_of_appointments_changed() returns trigger
  language plpgsql security definer set search_path = public as $$
  begin
    insert into listing_changes (specialist_id)
      select distinct specialist_id from changed where status in ('held', 'booked', 'in_progress', 'completed');
    return null;
  end $$;
create function mark_listings_of_appointment_changed() returns trigger
  language plpgsql security definer set search_path = public as $$
  begin
    insert into listing_changes (specialist_id) values (new.specialist_id);
    return null;
  end $$;
create trigger listings_after_insert after insert on appointments
  referencing new table as changed for each statement execute function mark_listings_of_appointments_changed();
create trigger listings_after_delete after delete on appointments
  referencing old table as changed for each statement execute function mark_listings_of_appointments_changed();
create trigger listings_after_update after update of status, starts_at, ends_at on appointments for each row
  when (
    (old.status in ('held', 'booked', 'in_progress', 'completed')) <> (new.status in ('held', 'booked', 'in_progress', 'completed'))
    or (new.status in ('held', 'booked', 'in_progress', 'completed') and (old.starts_at, old.ends_at) is distinct from (new.starts_at, new.ends_at))
  )
  execute function mark_listings_of_appointment_changed();

do $$
declare t text;
begin
  foreach t in array array['listings', 'openings', 'listing_changes', 'search_words'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy worker_all on %I to vc_worker using (true) with check (true)', t);
    execute format('grant select, insert, update, delete on %I to vc_worker', t);
  end loop;
  foreach t in array array['listings', 'openings', 'search_words'] loop
    execute format('create policy everybody on %I for select to vc_app using (true)', t);
    execute format('grant select on %I to vc_app', t);
  end loop;
end $$;
revoke execute on procedure watch_listings from public;

alter table specialists drop column search_text;

insert into listing_changes (specialist_id) select id from specialists;
