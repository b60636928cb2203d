-- For how long a practice keeps what is about health, where its region or profession asks for more than the country (quality 88).
alter table specialist_settings add column record_years integer not null default 5 check (record_years between 5 and 30);
-- Cataluña asks for 15 years of the main papers (Ley 21/2000 art. 12): practices there begin with them, as new ones do.
update specialist_settings t set record_years = 15 from specialists s
  where s.id = t.specialist_id and s.country = 'ES'
    and lower(unaccent(s.city)) in ('barcelona', 'girona', 'lleida', 'tarragona', 'l''hospitalet de llobregat', 'badalona', 'terrassa', 'sabadell', 'mataro', 'reus');
