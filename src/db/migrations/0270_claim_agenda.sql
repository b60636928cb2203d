-- What every hold begins with, in one question: the agenda is locked and stale holds in the way are freed (`claim_time`), then
-- it is read as `agendas` reads it. Each statement of a volatile function sees what was committed before it began, so the
-- second sees what the lock waited for; who asks is seen by the rows' own policies.
create function claim_agenda(of_specialist uuid, from_at timestamptz, until_at timestamptz, at_now timestamptz)
  returns table (hours json, exceptions json, busy json)
  language plpgsql volatile as $$
  begin
    perform claim_time(of_specialist, from_at, until_at, at_now);
    return query select a.hours, a.exceptions, a.busy from agendas(array[of_specialist], from_at, until_at, at_now) a;
  end $$;
grant execute on function claim_agenda(uuid, timestamptz, timestamptz, timestamptz) to vc_app, vc_worker;
