-- A seat that moves to another device of the same person is told and kept like the other room events (V5, V10).
alter table room_events drop constraint room_events_kind_check;
alter table room_events add constraint room_events_kind_check
  check (kind in ('waiting', 'left', 'admitted', 'connected', 'hung_up', 'finished', 'turned_away', 'words_differ', 'moved'));

-- What the QR code of the device that holds a seat carries: once, for minutes, and only as a hash (V5).
create table seat_passes (
  token_hash bytea primary key,
  appointment_id uuid not null references appointments on delete cascade,
  role text not null check (role in ('patient', 'specialist')),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  constraint one_pass_per_seat unique (appointment_id, role)
);
alter table seat_passes enable row level security;
alter table seat_passes force row level security;
create policy worker_all on seat_passes to vc_worker using (true) with check (true);
grant select, insert, update, delete on seat_passes to vc_worker;
grant select, insert, update, delete on seat_passes to vc_app;
create policy of_the_appointment on seat_passes to vc_app
  using (exists (select 1 from appointments a where a.id = appointment_id));

-- Whoever scanned the code knows nothing but the token: which seat is it for?
create function seat_of_pass(pass_hash bytea, at timestamptz) returns table (appointment_id uuid, role text)
  language sql stable security definer set search_path = public
  begin atomic
    select p.appointment_id, p.role from seat_passes p where p.token_hash = pass_hash and p.expires_at > at;
  end;
grant execute on function seat_of_pass to vc_app, vc_worker;
