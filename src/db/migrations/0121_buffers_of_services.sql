-- Rest that a service needs before and after it, beside the specialist's own between any two appointments (B1).
alter table services add column buffer_before_minutes integer not null default 0 check (buffer_before_minutes between 0 and 120);
alter table services add column buffer_after_minutes integer not null default 0 check (buffer_after_minutes between 0 and 120);
comment on column services.buffer_before_minutes is 'to prepare; the longest of what either appointment and the specialist ask for holds';

-- What takes time tells how much room it wants around it.
drop function busy_times(uuid, timestamptz, timestamptz, timestamptz);
create function busy_times(of_specialist uuid, from_at timestamptz, until_at timestamptz, at_now timestamptz)
  returns table (starts_at timestamptz, ends_at timestamptz, appointment_id uuid, before_minutes integer, after_minutes integer)
  language sql stable security definer set search_path = public
  begin atomic
    select a.starts_at, a.ends_at, a.id, v.buffer_before_minutes, v.buffer_after_minutes
    from appointments a join services v on v.id = a.service_id
    where a.specialist_id = of_specialist and a.during && tstzrange(from_at, until_at)
      and (a.status in ('booked', 'in_progress', 'completed') or (a.status = 'held' and a.hold_expires_at > at_now))
    union all
    select e.starts_at, e.ends_at, null::uuid, 0, 0 from external_busy e
    where e.specialist_id = of_specialist and e.ends_at > from_at and e.starts_at < until_at;
  end;
grant execute on function busy_times(uuid, timestamptz, timestamptz, timestamptz) to vc_app, vc_worker;
