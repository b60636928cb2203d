-- Hours of a place (B1): without one they hold at any place of the specialist. By video there is no place.
alter table places add constraint places_know_their_specialist unique (id, specialist_id);

alter table weekly_hours add column place_id uuid;
alter table weekly_hours add constraint weekly_hours_at_own_place
  foreign key (place_id, specialist_id) references places (id, specialist_id) on delete cascade;
alter table weekly_hours add constraint video_hours_have_no_place check (place_id is null or modality = 'in_person');

-- One act of taking days off, or of opening extra hours, may cover many days: they are shown and undone together.
alter table hour_exceptions add column place_id uuid;
alter table hour_exceptions add column group_id uuid not null default gen_random_uuid();
alter table hour_exceptions add column label text not null default '' check (length(label) <= 80);
alter table hour_exceptions add constraint hour_exceptions_at_own_place
  foreign key (place_id, specialist_id) references places (id, specialist_id) on delete cascade;
alter table hour_exceptions add constraint video_exceptions_have_no_place check (place_id is null or modality = 'in_person');
create index hour_exceptions_by_group on hour_exceptions (group_id);

-- What becomes of the appointments inside a time off (B9): one row each, done one by one, so that a run that is cut
-- off half way goes on where it stood. A lease keeps two runs from the same row.
create table time_off_steps (
  group_id uuid not null,
  appointment_id uuid not null references appointments on delete cascade,
  specialist_id uuid not null references specialists on delete cascade,
  created_at timestamptz not null,
  starts_at timestamptz not null,
  choice text not null check (choice in ('move', 'cancel', 'keep')),
  move_to timestamptz,
  state text not null default 'pending' check (state in ('pending', 'done', 'slot-taken', 'changed')),
  claimed_until timestamptz,
  finished_at timestamptz,
  primary key (group_id, appointment_id),
  constraint a_move_has_its_hour check ((choice = 'move') = (move_to is not null))
);
create index time_off_steps_by_specialist on time_off_steps (specialist_id, created_at);
create unique index no_two_moves_to_one_hour on time_off_steps (specialist_id, move_to) where choice = 'move' and state = 'pending';

alter table time_off_steps enable row level security;
alter table time_off_steps force row level security;
create policy worker_all on time_off_steps to vc_worker using (true) with check (true);
create policy own on time_off_steps to vc_app using (specialist_id = any ((select actor_specialists())::uuid[]));
grant select, insert, update, delete on time_off_steps to vc_worker, vc_app;
