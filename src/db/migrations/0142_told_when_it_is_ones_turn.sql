-- "Avísame cuando me toque": whoever waits may leave the page and is called back, at most three times (V3).
alter table seats add column call_asked_at timestamptz, add column called_at timestamptz, add column calls integer not null default 0;

-- How long the specialist is still taken up before this appointment: until when the consultation that runs was to end,
-- and the minutes of those who wait before. The patient learns these two and nothing of anybody else (V3).
create function busy_before(appointment uuid) returns table (running_until timestamptz, minutes_ahead integer)
  language sql stable security definer set search_path = public
  begin atomic
    select
      (select max(r.ends_at) from appointments r
        where r.specialist_id = a.specialist_id and r.id <> a.id and r.status = 'in_progress' and r.last_hangup_at is null),
      (select coalesce(sum(b.duration_minutes), 0)::integer from appointments b
        join seats s on s.appointment_id = b.id and s.role = 'patient' and s.present_until is not null
        where b.specialist_id = a.specialist_id and b.id <> a.id and b.status = 'booked' and b.modality = 'video'
          and b.starts_at < a.starts_at and b.starts_at > a.starts_at - interval '12 hours')
    from appointments a where a.id = appointment;
  end;
revoke execute on function busy_before from public;
grant execute on function busy_before to vc_app, vc_worker;
