-- Two seats per room: the key allows one patient and one specialist, nobody else (V5, F6).
create table seats (
  appointment_id uuid not null references appointments on delete cascade,
  role text not null check (role in ('patient', 'specialist')),
  browser_hash bytea not null,
  taken_at timestamptz not null,
  present_until timestamptz,
  waiting_since timestamptz,
  devices jsonb,
  constraint two_seats_per_room primary key (appointment_id, role)
);

-- Who came and went, kept 90 days; no addresses, no session descriptions (V10).
create table room_events (
  id uuid primary key,
  appointment_id uuid not null references appointments on delete cascade,
  role text not null check (role in ('patient', 'specialist')),
  kind text not null check (kind in ('waiting', 'left', 'admitted', 'connected', 'hung_up', 'finished', 'turned_away')),
  at timestamptz not null
);
create index room_events_by_appointment on room_events (appointment_id, at);

create table device_checks (
  appointment_id uuid primary key references appointments on delete cascade,
  camera text not null,
  microphone text not null,
  network text not null,
  checked_at timestamptz not null
);
