-- Hours that open by other ways than an appointment given up are offered too (B8), and the practice keeps its own list.
alter table freed_hours add column modality text check (modality in ('video', 'in_person'));
comment on column freed_hours.modality is 'whose hours opened; null: of both';

alter table waiting_requests drop constraint waiting_requests_ended_why_check;
alter table waiting_requests add constraint waiting_requests_ended_why_check
  check (ended_why in ('moved', 'booked', 'left', 'cancelled', 'over', 'removed'));

-- Many stretches at once; told to the worker only where somebody waits, and no further than one can book.
create function note_opened_hours(of_specialist uuid, from_ats timestamptz[], until_ats timestamptz[], of_modality text, at_now timestamptz)
  returns void language sql security definer set search_path = public
  begin atomic
    insert into freed_hours (id, specialist_id, starts_at, ends_at, modality, freed_at, look_at)
    select gen_random_uuid(), of_specialist, greatest(o.from_at, at_now), o.until_at, of_modality, at_now, at_now
    from unnest(from_ats, until_ats) as o(from_at, until_at)
    where o.until_at > at_now
      and o.from_at < at_now + make_interval(days => 1 + (select horizon_days from specialist_settings where specialist_id = of_specialist))
      and exists (select 1 from waiting_requests where specialist_id = of_specialist and ended_at is null);
  end;
grant execute on function note_opened_hours(uuid, timestamptz[], timestamptz[], text, timestamptz) to vc_app, vc_worker;
