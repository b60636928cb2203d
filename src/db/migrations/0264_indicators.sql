-- Indicators of video consultations (UNE 179011), in numbers: of one practice for who works there, of all of them (`whose`
-- null) for the operator. Who came when is known for 90 days: what rests on it is 0 of 0 in older months.
create function consultation_figures(whose uuid, from_at timestamptz, until_at timestamptz, at_now timestamptz)
  returns table (booked integer, took_place integer, unsuitable integer, technical integer, patient_absent integer, specialist_absent integer,
    cancelled integer, open integer, met integer, connected integer, median_wait_s float8, reviews integer, stars float8, calls_rated integer, call_rating float8)
  language sql stable security definer set search_path = public as $$
    with own as (
      select a.id, a.status, a.outcome, a.starts_at, a.ends_at from appointments a
      where case when whose is null then (select operates()) else whose = any ((select actor_specialists())::uuid[]) end
        and (whose is null or a.specialist_id = whose)
        and a.modality = 'video' and a.status not in ('held', 'expired') and a.starts_at >= from_at and a.starts_at < until_at
    ), rooms as (
      select o.id,
        min(e.at) filter (where e.kind = 'waiting' and e.role = 'patient') came_at,
        min(e.at) filter (where e.kind = 'admitted') admitted_at,
        min(e.at) filter (where e.kind = 'connected') connected_at,
        o.starts_at
      from own o join room_events e on e.appointment_id = o.id
      group by o.id, o.starts_at
    )
    select
      (select count(*)::int from own),
      (select count(*)::int from own where status = 'completed' and coalesce(outcome, 'took_place') = 'took_place'),
      (select count(*)::int from own where outcome = 'unsuitable'),
      (select count(*)::int from own where outcome = 'technical' and status <> 'cancelled'),
      (select count(*)::int from own where status = 'no_show' or (status <> 'cancelled' and outcome = 'patient_absent')),
      (select count(*)::int from own where status <> 'cancelled' and outcome = 'specialist_absent'),
      (select count(*)::int from own where status = 'cancelled'),
      (select count(*)::int from own where status in ('booked', 'in_progress') and outcome is null and ends_at > at_now),
      (select count(*)::int from rooms where admitted_at is not null),
      (select count(*)::int from rooms where admitted_at is not null and connected_at is not null),
      (select percentile_cont(0.5) within group (order by extract(epoch from admitted_at - greatest(came_at, starts_at)))
        from (select greatest(admitted_at, starts_at) admitted_at, came_at, starts_at from rooms where admitted_at is not null and came_at is not null) waited),
      (select count(*)::int from reviews r join own o on o.id = r.appointment_id where r.status = 'published'),
      (select avg(r.stars)::float8 from reviews r join own o on o.id = r.appointment_id where r.status = 'published'),
      (select count(*)::int from technical_ratings t join own o on o.id = t.appointment_id),
      (select avg(t.rating)::float8 from technical_ratings t join own o on o.id = t.appointment_id) $$;
