-- Specialists and what the public sees of them (P1), their hours (B1) and their settings.
create table specialties (
  code text primary key,
  name_es text not null,
  name_en text not null,
  practitioner_es text not null,
  practitioner_en text not null,
  synonyms text[] not null default '{}'
);

create table specialists (
  id uuid primary key,
  account_id uuid not null unique references accounts,
  slug text not null unique check (slug ~ '^[a-z0-9-]{3,90}$'),
  title text not null,
  full_name text not null,
  headline text not null,
  biography text not null,
  licence_kind text not null check (licence_kind in ('colegiado', 'cedula')),
  licence_number text not null,
  languages text[] not null,
  portrait text not null,
  country text not null check (country in ('ES', 'MX')),
  city text not null,
  zone text not null,
  phone text not null,
  currency text not null check (currency in ('EUR', 'MXN')),
  video_enabled boolean not null default false,
  rating_count integer not null default 0,
  rating_sum integer not null default 0,
  search_text text not null,
  admitted_at timestamptz,
  created_at timestamptz not null
);
create index specialists_by_search_text on specialists using gin (search_text gin_trgm_ops);
comment on column specialists.search_text is 'name, specialties, synonyms and cities, lower case without accents (P4)';
alter table people add constraint people_entered_by_specialist foreign key (entered_by_specialist_id) references specialists;

create table specialist_specialties (
  specialist_id uuid not null references specialists on delete cascade,
  specialty_code text not null references specialties,
  position integer not null default 0,
  primary key (specialist_id, specialty_code)
);
create index specialists_by_specialty on specialist_specialties (specialty_code);

create table assistants (
  account_id uuid not null references accounts on delete cascade,
  specialist_id uuid not null references specialists on delete cascade,
  created_at timestamptz not null,
  primary key (account_id, specialist_id)
);

create table places (
  id uuid primary key,
  specialist_id uuid not null references specialists on delete cascade,
  name text not null,
  short_name text not null check (length(short_name) <= 24),
  address text not null,
  city text not null
);
create index places_by_specialist on places (specialist_id);

create table services (
  id uuid primary key,
  specialist_id uuid not null references specialists on delete cascade,
  modality text not null check (modality in ('in_person', 'video')),
  name text not null,
  duration_minutes integer not null check (duration_minutes between 5 and 480),
  price_cents integer not null check (price_cents >= 0),
  currency text not null check (currency in ('EUR', 'MXN')),
  place_id uuid references places,
  active boolean not null default true,
  constraint in_person_services_have_a_place check ((modality = 'in_person') = (place_id is not null))
);
create index services_by_specialist on services (specialist_id);

-- Wall-clock hours in the specialist's zone; weekday 1 = Monday … 7 = Sunday (ISO 8601).
create table weekly_hours (
  id uuid primary key,
  specialist_id uuid not null references specialists on delete cascade,
  modality text not null check (modality in ('in_person', 'video')),
  weekday integer not null check (weekday between 1 and 7),
  starts_minute integer not null check (starts_minute between 0 and 1439),
  ends_minute integer not null check (ends_minute between 1 and 1440),
  constraint hours_end_after_they_start check (ends_minute > starts_minute)
);
create index weekly_hours_by_specialist on weekly_hours (specialist_id);

-- Days off and extra hours. An exception without minutes covers the whole day.
create table hour_exceptions (
  id uuid primary key,
  specialist_id uuid not null references specialists on delete cascade,
  kind text not null check (kind in ('off', 'extra')),
  modality text check (modality in ('in_person', 'video')),
  on_date date not null,
  starts_minute integer,
  ends_minute integer,
  constraint extra_hours_name_modality_and_minutes check (kind = 'off' or (modality is not null and starts_minute is not null)),
  constraint minutes_come_in_pairs check ((starts_minute is null) = (ends_minute is null))
);
create index hour_exceptions_by_specialist on hour_exceptions (specialist_id, on_date);

create table specialist_settings (
  specialist_id uuid primary key references specialists on delete cascade,
  video_message text not null default '' check (length(video_message) <= 600),
  buffer_minutes integer not null default 0 check (buffer_minutes between 0 and 120),
  minimum_notice_minutes integer not null default 120 check (minimum_notice_minutes >= 0),
  horizon_days integer not null default 60 check (horizon_days between 1 and 366),
  slot_step_minutes integer not null default 20 check (slot_step_minutes between 5 and 120),
  cutoff_hours integer not null default 24 check (cutoff_hours between 0 and 168),
  prepayment text not null default 'off' check (prepayment in ('off', 'stripe', 'other')),
  charge_when text not null default 'at_booking' check (charge_when in ('at_booking', 'after')),
  late_fee_cents integer not null default 0 check (late_fee_cents >= 0),
  other_payment_instructions text not null default '' check (length(other_payment_instructions) <= 400),
  stripe_account_id text,
  reminder_minutes integer[] not null default '{1440,60}',
  message_package_units integer not null default 100 check (message_package_units >= 0)
);
