-- One SMS confirms a series and holds the link of its first date: behind it stand the others, for whoever holds that link or
-- is their patient (B6, M4). Dates alone, and what their own links are derived from.
create function dates_of_series(of_appointment uuid) returns table (id uuid, starts_at timestamptz, zone text, link_version integer)
  language sql stable security definer set search_path = public
  begin atomic
    select b.id, b.starts_at, b.patient_zone, b.link_version
    from appointments a join appointments b on b.series_id = a.series_id and b.id <> a.id
    where a.id = of_appointment and b.status in ('booked', 'in_progress')
      and ((actor_kind() = 'guest' and of_appointment = actor_appointment())
        or (actor_kind() = 'patient' and (a.booked_by_account_id = actor_account()
          or exists (select 1 from people p where p.id = a.person_id and p.account_id = actor_account()))))
    order by b.starts_at;
  end;
revoke execute on function dates_of_series(uuid) from public;
grant execute on function dates_of_series(uuid) to vc_app;
