-- Who works here sees patients through the practice alone: having booked for somebody makes nobody the owner of the
-- appointment (V5), and one's own appointments with others are seen as a patient, with a patient's rights (B5, B6).
drop policy mine on appointments;
create policy mine on appointments to vc_app
  using (
    specialist_id = any ((select actor_specialists())::uuid[])
    or id = (select actor_appointment())
    or ((select actor_kind()) in ('patient', 'booker') and (
      (booked_by = 'patient' and booked_by_account_id = (select actor_account()))
      or person_id in (select p.id from people p where p.account_id = (select actor_account()))))
  );
drop policy mine on people;
create policy mine on people to vc_app
  using ((select actor_kind()) in ('patient', 'booker') and account_id = (select actor_account()));
