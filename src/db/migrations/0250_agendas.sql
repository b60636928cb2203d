-- What the free hours of some specialists are computed from, in one round trip and one way for all who ask (B1): weekly
-- hours, exceptions, and busy times as [start ms, end ms, rest before, rest after, appointment]. A day more on either
-- side: the range may end in another zone's day. Who asks is seen by the rows' own policies.
create function agendas(of_specialists uuid[], from_at timestamptz, until_at timestamptz, at_now timestamptz)
  returns table (specialist_id uuid, hours json, exceptions json, busy json)
  language sql stable
  begin atomic
    select s.id,
      (select coalesce(json_agg(json_build_object(
          'modality', h.modality, 'placeId', h.place_id, 'weekday', h.weekday, 'startsMinute', h.starts_minute, 'endsMinute', h.ends_minute)), '[]')
        from weekly_hours h where h.specialist_id = s.id),
      (select coalesce(json_agg(json_build_object(
          'kind', e.kind, 'modality', e.modality, 'placeId', e.place_id, 'onDate', e.on_date, 'startsMinute', e.starts_minute, 'endsMinute', e.ends_minute)), '[]')
        from hour_exceptions e
        where e.specialist_id = s.id and e.on_date between from_at::date - 2 and until_at::date + 2),
      (select coalesce(json_agg(json_build_array(
          extract(epoch from b.starts_at) * 1000, extract(epoch from b.ends_at) * 1000, b.before_minutes, b.after_minutes, b.appointment_id)), '[]')
        from busy_times(s.id, from_at - interval '1 day', until_at + interval '1 day', at_now) b)
    from unnest(of_specialists) as s (id);
  end;
grant execute on function agendas(uuid[], timestamptz, timestamptz, timestamptz) to vc_app, vc_worker;
