-- The running holds were asked for beside the appointments, by an index of their own, and so every running hold of everybody
-- was looked at for each agenda: 431 pages for three appointments while 4,097 holds ran. One condition is answered by one index.
create or replace function busy_times(of_specialist uuid, from_at timestamptz, until_at timestamptz, at_now timestamptz)
  returns table (starts_at timestamptz, ends_at timestamptz, appointment_id uuid, before_minutes integer, after_minutes integer)
  language sql stable security definer set search_path = public
  begin atomic
    select a.starts_at, a.ends_at, a.id, v.buffer_before_minutes, v.buffer_after_minutes
    from appointments a join services v on v.id = a.service_id
    where a.specialist_id = of_specialist and a.during && tstzrange(from_at, until_at)
      and a.status in ('held', 'booked', 'in_progress', 'completed') and (a.status <> 'held' or a.hold_expires_at > at_now)
    union all
    select e.starts_at, e.ends_at, null::uuid, 0, 0 from external_busy e
    where e.specialist_id = of_specialist and e.ends_at > from_at and e.starts_at < until_at;
  end;
