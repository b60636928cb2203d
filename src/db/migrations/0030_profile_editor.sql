-- The profile as its specialist keeps it (P1): services in an order, places that are given up without losing the
-- appointments that were there, specialties that change, a photo.
alter table services add column position integer not null default 0;
alter table places add column archived_at timestamptz;

grant insert, delete on specialist_specialties to vc_app;
create policy own on specialist_specialties to vc_app using (specialist_id = any ((select actor_specialists())::uuid[]));

-- What is shown, drawn anew from what was sent: no place, camera or maker in it. The hash is of the picture, and its address.
create table photos (
  hash text primary key check (hash ~ '^[a-z0-9]{26}$'),
  specialist_id uuid not null unique references specialists on delete cascade,
  small bytea not null,
  large bytea not null,
  created_at timestamptz not null
);
-- What the crop is taken from, for its specialist alone; crop in percent of what is left beside it, zoom in percent.
create table photo_sources (
  specialist_id uuid primary key references specialists on delete cascade,
  picture bytea not null,
  width integer not null check (width between 1 and 2000),
  height integer not null check (height between 1 and 2000),
  crop_x integer not null check (crop_x between 0 and 100),
  crop_y integer not null check (crop_y between 0 and 100),
  zoom integer not null check (zoom between 100 and 300),
  created_at timestamptz not null
);

do $$
declare t text;
begin
  foreach t in array array['photos', 'photo_sources'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy worker_all on %I to vc_worker using (true) with check (true)', t);
    execute format('create policy own on %I to vc_app using (specialist_id = any ((select actor_specialists())::uuid[]))', t);
    execute format('grant select, insert, update, delete on %I to vc_worker, vc_app', t);
  end loop;
end $$;
create policy of_the_admitted on photos for select to vc_app
  using (exists (select 1 from specialists s where s.id = specialist_id and s.admitted_at is not null));
