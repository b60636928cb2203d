-- The city of a country as the shipped list writes it, by its name or a nickname as search compares them (domain/profile.ts,
-- normalise); null where it is not on the map (docs/decisions/0060).
create function city_as_known(of_country text, plain text) returns text
  language sql stable as $$
    select c.name from cities c
    where c.country = of_country and c.latitude is not null and (c.plain_name = plain or c.aliases @> array[plain])
    order by c.plain_name = plain desc
    limit 1
  $$;
grant execute on function city_as_known(text, text) to vc_app, vc_worker;
