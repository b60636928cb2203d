-- An appointment through its whole life (B10). A hold is a row here, under the same constraint.
create table appointments (
  id uuid primary key,
  specialist_id uuid not null references specialists,
  service_id uuid not null references services,
  modality text not null check (modality in ('in_person', 'video')),
  place_id uuid references places,
  status text not null check (status in ('held', 'booked', 'in_progress', 'completed', 'cancelled', 'no_show', 'expired')),
  booked_by text not null check (booked_by in ('patient', 'specialist', 'assistant')),
  booked_by_account_id uuid references accounts,
  person_id uuid references people,

  starts_at timestamptz not null,
  ends_at timestamptz not null,
  during tstzrange not null generated always as (tstzrange(starts_at, ends_at)) stored,
  zone text not null,
  wall_start text not null,
  duration_minutes integer not null,

  patient_name text not null,
  patient_email text,
  patient_mobile text,
  patient_locale text not null default 'es' check (patient_locale in ('es', 'en')),
  patient_zone text not null,
  for_somebody_else boolean not null default false,
  reason_sealed bytea,

  price_cents integer not null check (price_cents >= 0),
  currency text not null check (currency in ('EUR', 'MXN')),
  prepayment text not null check (prepayment in ('off', 'stripe', 'other')),
  charge_when text not null check (charge_when in ('at_booking', 'after')),
  late_fee_cents integer not null default 0,
  cutoff_hours integer not null,
  confirmation text not null default 'not_required' check (confirmation in ('not_required', 'requested', 'given')),
  payment text not null default 'none' check (payment in ('none', 'due', 'guaranteed', 'paid', 'refunded', 'failed')),
  outcome text check (outcome in ('took_place', 'patient_absent', 'specialist_absent', 'technical')),

  hold_expires_at timestamptz,
  hold_extended boolean not null default false,
  contact_proved_at timestamptz,
  browser_hash bytea,
  idempotency_key text,

  link_version integer not null default 1,
  patient_link_hash bytea not null,
  specialist_link_hash bytea not null,
  sequence integer not null default 0,

  admitted_at timestamptz,
  last_hangup_at timestamptz,
  both_connected_seconds integer not null default 0,
  completed_at timestamptz,
  cancelled_at timestamptz,
  cancelled_by text check (cancelled_by in ('patient', 'specialist', 'assistant', 'system')),
  delay_minutes integer,
  created_at timestamptz not null,
  booked_at timestamptz,

  constraint appointments_end_after_they_start check (ends_at > starts_at),
  constraint only_holds_expire check ((status = 'held') = (hold_expires_at is not null)),
  constraint one_appointment_at_a_time_per_specialist
    exclude using gist (specialist_id with =, during with &&)
    where (status in ('held', 'booked', 'in_progress', 'completed'))
);
create unique index one_appointment_per_idempotency_key on appointments (browser_hash, idempotency_key) where idempotency_key is not null;
create unique index one_appointment_per_patient_link on appointments (patient_link_hash);
create unique index one_appointment_per_specialist_link on appointments (specialist_link_hash);
create index appointments_by_specialist on appointments (specialist_id, starts_at);
create index appointments_by_person on appointments (person_id, starts_at);
create index appointments_by_booker on appointments (booked_by_account_id, starts_at);
create index holds_by_expiry on appointments (hold_expires_at) where status = 'held';
create index unfinished_appointments_by_end on appointments (ends_at) where status in ('booked', 'in_progress');

-- What takes time of a specialist, for everybody who looks for a free slot: no names, no reasons.
create function busy_times(of_specialist uuid, from_at timestamptz, until_at timestamptz, at_now timestamptz)
  returns table (starts_at timestamptz, ends_at timestamptz, appointment_id uuid)
  language sql stable security definer set search_path = public
  begin atomic
    select a.starts_at, a.ends_at, a.id from appointments a
    where a.specialist_id = of_specialist and a.during && tstzrange(from_at, until_at)
      and (a.status in ('booked', 'in_progress', 'completed') or (a.status = 'held' and a.hold_expires_at > at_now));
  end;

-- Frees stale holds that overlap (B4); called under the specialist's advisory lock by every booking.
create function expire_stale_holds(of_specialist uuid, over tstzrange, at_now timestamptz) returns integer
  language plpgsql security definer set search_path = public as $$
  declare expired integer;
  begin
    update appointments set status = 'expired', hold_expires_at = null
    where specialist_id = of_specialist and status = 'held' and during && over and hold_expires_at <= at_now;
    get diagnostics expired = row_count;
    return expired;
  end $$;

-- Whose link is this? The one question a visitor with nothing but a link may ask (V1).
create function appointment_of_link(link_hash bytea) returns table (appointment_id uuid, role text)
  language sql stable security definer set search_path = public
  begin atomic
    select id, 'patient' from appointments where patient_link_hash = link_hash
    union all
    select id, 'specialist' from appointments where specialist_link_hash = link_hash;
  end;
