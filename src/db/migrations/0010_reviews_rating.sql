-- Whoever sees an appointment sees its review, hidden ones too: its author is told (R3) and never asked twice (R1).
create policy of_the_appointment_read on reviews for select to vc_app
  using (exists (select 1 from appointments a where a.id = appointment_id));

-- Adds one published review to the rating of its specialist; called in the transaction that inserts it (R3).
create function count_review(review uuid) returns void
  language sql volatile security definer set search_path = public
  begin atomic
    update specialists s set rating_count = s.rating_count + 1, rating_sum = s.rating_sum + r.stars
    from reviews r where r.id = review and r.status = 'published' and s.id = r.specialist_id;
  end;
revoke execute on function count_review(uuid) from public;
grant execute on function count_review(uuid) to vc_app, vc_worker;
