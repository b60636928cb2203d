-- Changes of hour or length made in the agenda, so that the last one can be taken back (B9).
create table appointment_moves (
  id uuid primary key,
  appointment_id uuid not null references appointments on delete cascade,
  moved_at timestamptz not null,
  moved_by_account_id uuid references accounts,
  from_starts_at timestamptz not null,
  from_minutes integer not null check (from_minutes > 0),
  to_starts_at timestamptz not null,
  to_minutes integer not null check (to_minutes > 0),
  sequence integer not null,
  undone_at timestamptz,
  constraint one_move_per_sequence unique (appointment_id, sequence)
);
comment on column appointment_moves.sequence is 'the sequence that the appointment had after the move';

-- Appointments that were booked as one series (B6); each stands by itself.
create table series (
  id uuid primary key,
  specialist_id uuid not null references specialists,
  every_weeks integer not null check (every_weeks between 1 and 4),
  created_by_account_id uuid references accounts,
  created_at timestamptz not null
);
create index series_by_specialist on series (specialist_id);
alter table appointments add column series_id uuid references series;
create index appointments_by_series on appointments (series_id, starts_at) where series_id is not null;

alter table appointment_moves enable row level security;
alter table appointment_moves force row level security;
alter table series enable row level security;
alter table series force row level security;
create policy worker_all on appointment_moves to vc_worker using (true) with check (true);
create policy worker_all on series to vc_worker using (true) with check (true);
grant select, insert, update, delete on appointment_moves, series to vc_worker;
grant select, insert, update on appointment_moves to vc_app;
grant select, insert on series to vc_app;
create policy of_the_practice on appointment_moves to vc_app
  using (exists (select 1 from appointments a where a.id = appointment_id and a.specialist_id = any ((select actor_specialists())::uuid[])));
create policy of_the_practice on series to vc_app
  using (specialist_id = any ((select actor_specialists())::uuid[]));
