-- The operator's house (O1): what of an installation its operators may read, each by a policy that looks at who they really are.
create function operates() returns boolean language sql stable security definer set search_path = public
  return actor_kind() = 'operator' and exists (select 1 from operators o where o.account_id = actor_account());

grant select on audit, audit_seals to vc_app;
create policy operator on audit for select to vc_app using ((select operates()));
create policy operator on audit_seals for select to vc_app using ((select operates()));
create index audit_by_time on audit (at desc, id desc);
create policy operator_reads on package_topups for select to vc_app using ((select operates()));
-- Where the practices are reached; never the contacts of patients.
create policy of_specialists on contacts for select to vc_app
  using ((select operates()) and exists (select 1 from specialists s where s.account_id = contacts.account_id));

-- A profile that the operator took off the site for a while: not admitted meanwhile, its appointments stay.
alter table specialists add column paused_at timestamptz;
alter table specialists add column paused_why text check (length(paused_why) <= 500);
create policy operator on specialists for update to vc_app using ((select operates()));

-- The packages of the months that run, one per zone: how much of each is used, and of no message anything else (M5).
create function operator_packages(zones text[], months text[], from_at timestamptz[], until_at timestamptz[])
  returns table (id uuid, slug text, name text, looked_in text, zone text, monthly integer, added integer, used integer)
  language sql stable security definer set search_path = public as $$
    select s.id, s.slug, btrim(s.title || ' ' || s.full_name), lower(unaccent(s.full_name || ' ' || s.city || ' ' || s.slug)), s.zone, t.message_package_units,
      coalesce((select sum(p.units)::int from package_topups p where p.specialist_id = s.id and p.month = z.month), 0),
      coalesce((select sum(g.units)::int from messages g where g.specialist_id = s.id and g.units > 0 and g.sent_at >= z.from_at and g.sent_at < z.until_at), 0)
    from specialists s
    join specialist_settings t on t.specialist_id = s.id
    join unnest(zones, months, from_at, until_at) as z (zone, month, from_at, until_at) on z.zone = s.zone
    where (select operates()) $$;
