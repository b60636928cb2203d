-- The beginning of every change of an agenda in one question: others wait, and stale holds in the way are freed (B2, B4).
-- Each statement of a volatile function sees what was committed before it began, so the second sees what the lock waited for.
create function claim_time(of_specialist uuid, from_at timestamptz, until_at timestamptz, at_now timestamptz) returns void
  language plpgsql volatile security definer set search_path = public as $$
  begin
    perform pg_advisory_xact_lock(hashtextextended(of_specialist::text, 7));
    update appointments set status = 'expired', hold_expires_at = null
    where specialist_id = of_specialist and status = 'held' and during && tstzrange(from_at, until_at) and hold_expires_at <= at_now;
  end $$;
grant execute on function claim_time(uuid, timestamptz, timestamptz, timestamptz) to vc_app, vc_worker;
