-- Who sees an appointment and its messages, asked in an order that a booking answers at once: its own appointment before any
-- practice's list, and one's own people by a question that is asked only where it decides. As part of the policy that
-- question was prepared, with the policies of people, for every statement about appointments (S9). Nobody sees more or less:
-- whoever is somebody's account sees that person by the policy `mine` on people.
create function is_own_person(person uuid) returns boolean language sql stable security definer set search_path = public
  return exists (select 1 from people p where p.id = person and p.account_id = actor_account());
revoke execute on function is_own_person(uuid) from public;
grant execute on function is_own_person(uuid) to vc_app, vc_worker;
alter policy mine on appointments using (
  id = (select actor_appointment())
  or specialist_id = any ((select actor_specialists())::uuid[])
  or ((select actor_kind()) in ('patient', 'booker') and (
    (booked_by = 'patient' and booked_by_account_id = (select actor_account()))
    or is_own_person(person_id)))
);
alter policy of_the_appointment on messages using (
  appointment_id = (select actor_appointment())
  or exists (select 1 from appointments a where a.id = appointment_id)
);

-- The unique constraint of messages begins with the appointment.
drop index messages_by_appointment;
