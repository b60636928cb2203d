-- Row-level security, forced, from the first table on. vc_app acts for somebody; vc_worker runs jobs and sees all.
do $$
declare t text;
begin
  for t in select tablename from pg_tables where schemaname = 'public' and tablename <> 'schema_migrations' loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy worker_all on %I to vc_worker using (true) with check (true)', t);
    execute format('grant select, insert, update, delete on %I to vc_worker', t);
  end loop;
end $$;

-- What everybody may read: admitted specialists with what belongs to them, published reviews.
grant select on specialties, specialists, specialist_specialties, places, services, weekly_hours, hour_exceptions,
  specialist_settings, reviews to vc_app;
create policy everybody on specialties for select to vc_app using (true);
create policy admitted on specialists for select to vc_app
  using (admitted_at is not null or id = any ((select actor_specialists())::uuid[]) or (select actor_kind()) = 'operator');
create policy everybody on specialist_specialties for select to vc_app using (true);
create policy everybody on places for select to vc_app using (true);
create policy everybody on services for select to vc_app using (true);
create policy everybody on weekly_hours for select to vc_app using (true);
create policy everybody on hour_exceptions for select to vc_app using (true);
create policy everybody on specialist_settings for select to vc_app using (true);
create policy published on reviews for select to vc_app
  using (status = 'published' or specialist_id = any ((select actor_specialists())::uuid[]) or (select actor_kind()) = 'operator');

-- What belongs to a specialist is changed by the specialist and their assistants alone.
grant update on specialists, specialist_settings, reviews to vc_app;
grant insert, update, delete on places, services, weekly_hours, hour_exceptions to vc_app;
create policy own on specialists for update to vc_app using (id = any ((select actor_specialists())::uuid[]));
create policy own on specialist_settings for update to vc_app using (specialist_id = any ((select actor_specialists())::uuid[]));
create policy own on places to vc_app using (specialist_id = any ((select actor_specialists())::uuid[]));
create policy own on services to vc_app using (specialist_id = any ((select actor_specialists())::uuid[]));
create policy own on weekly_hours to vc_app using (specialist_id = any ((select actor_specialists())::uuid[]));
create policy own on hour_exceptions to vc_app using (specialist_id = any ((select actor_specialists())::uuid[]));
create policy answered_by_its_specialist on reviews for update to vc_app using (specialist_id = any ((select actor_specialists())::uuid[]));
grant select, insert, delete on assistants to vc_app;
create policy own on assistants to vc_app
  using (specialist_id = any ((select actor_specialists())::uuid[]) or account_id = (select actor_account()));

-- Accounts: one's own. Signing in happens as `system` (features/accounts), which proves the contact first.
grant select, update on accounts to vc_app;
grant select, insert, update, delete on contacts to vc_app;
grant select, update on sessions to vc_app;
create policy own on accounts to vc_app using (id = (select actor_account()));
create policy own on contacts to vc_app using (account_id = (select actor_account()));
create policy own on sessions to vc_app using (account_id = (select actor_account()));
-- A booking looks for the proof that its own contact was checked.
grant select on codes to vc_app;
create policy proof_of_the_booking on codes for select to vc_app using (appointment_id = (select actor_appointment()) and used_at is not null);
grant select on operators to vc_app;
create policy own on operators for select to vc_app using (account_id = (select actor_account()));

-- Appointments: the specialist's practice, the patient's account, the one browser that holds the booking or the link.
grant select, insert, update on appointments to vc_app;
create policy mine on appointments to vc_app
  using (
    specialist_id = any ((select actor_specialists())::uuid[])
    or id = (select actor_appointment())
    or booked_by_account_id = (select actor_account())
    or person_id in (select p.id from people p where p.account_id = (select actor_account()))
  );

-- Patients: one's own people; the practice sees those who have an appointment there or whom it entered itself (B6).
grant select, insert, update on people to vc_app;
create policy mine on people to vc_app using (account_id = (select actor_account()));
create function practice_knows(person uuid) returns boolean language sql stable security definer set search_path = public
  return exists (select 1 from appointments a where a.person_id = person and a.specialist_id = any (actor_specialists())
                 and a.status not in ('held', 'expired'));
create policy of_the_practice on people to vc_app
  using (entered_by_specialist_id = any ((select actor_specialists())::uuid[]) or practice_knows(id));
create function person_of_appointment(appointment uuid) returns uuid language sql stable security definer set search_path = public
  return (select person_id from appointments where id = appointment);
create policy of_the_link on people to vc_app using (id = person_of_appointment((select actor_appointment())))
  with check (account_id is not distinct from (select actor_account()));
-- Whoever starts a booking enters a patient that belongs to nobody until the contact is proved (B3).
create policy entered_while_booking on people for insert to vc_app
  with check (account_id is null and entered_by_specialist_id is null and (select actor_kind()) = 'guest');

-- What hangs on an appointment is seen by whoever sees the appointment.
do $$
declare t text;
begin
  foreach t in array array['messages', 'payments', 'seats', 'room_events', 'device_checks', 'technical_ratings'] loop
    execute format('grant select, insert, update, delete on %I to vc_app', t);
    execute format('create policy of_the_appointment on %I to vc_app
      using (exists (select 1 from appointments a where a.id = appointment_id))', t);
  end loop;
end $$;
grant insert on reviews, consents, audit to vc_app;
grant select on consents to vc_app;
create policy of_the_appointment on reviews for insert to vc_app
  with check (exists (select 1 from appointments a where a.id = appointment_id));
create policy given on consents for insert to vc_app with check (true);
create policy own on consents for select to vc_app using (account_id = (select actor_account()));
create policy written on audit for insert to vc_app with check (true);

grant execute on all functions in schema public to vc_app, vc_worker;
