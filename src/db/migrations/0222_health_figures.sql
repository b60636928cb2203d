-- How messages, payments and calls go, in numbers for the operator (O1): stretches of time, and nobody in them.
create function message_figures(edges timestamptz[])
  returns table (stretch integer, channel text, sent integer, failed integer, late integer)
  language sql stable security definer set search_path = public as $$
    select width_bucket(coalesce(m.sent_at, m.due_at), edges) stretch, m.channel,
      count(*) filter (where m.status in ('sent', 'delivered'))::int,
      count(*) filter (where m.status in ('failed', 'undeliverable'))::int,
      count(*) filter (where m.status in ('sent', 'delivered') and m.sent_at > m.due_at + interval '1 minute')::int
    from messages m
    where (select operates()) and m.status in ('sent', 'delivered', 'failed', 'undeliverable')
      and m.due_at >= edges[1] - interval '1 day' and m.due_at < edges[array_length(edges, 1)]
      and coalesce(m.sent_at, m.due_at) >= edges[1] and coalesce(m.sent_at, m.due_at) < edges[array_length(edges, 1)]
    group by 1, 2 $$;

create function payment_figures(edges timestamptz[])
  returns table (stretch integer, events integer, median_ms float8, worst_ms float8)
  language sql stable security definer set search_path = public as $$
    select width_bucket(e.received_at, edges), count(*)::int,
      percentile_cont(0.5) within group (order by extract(epoch from e.processed_at - e.received_at) * 1000),
      max(extract(epoch from e.processed_at - e.received_at) * 1000)
    from card_events e
    where (select operates()) and e.processed_at is not null and e.received_at >= edges[1] and e.received_at < edges[array_length(edges, 1)]
    group by 1 $$;

-- What of the money does not agree yet: events nobody worked on, pages and refunds without an answer, disputes.
create function payment_differences(at_now timestamptz)
  returns table (events integer, answers integer, refunds integer, disputes integer)
  language sql stable security definer set search_path = public as $$
    select
      (select count(*)::int from card_events where processed_at is null and received_at < at_now - interval '15 minutes'),
      (select count(*)::int from payments where status = 'open' and kind <> 'hold' and created_at < at_now - interval '1 day'),
      (select count(*)::int from payments where refund_due_cents > refunded_cents),
      (select count(*)::int from disputes where status in ('open', 'answered'))
    where (select operates()) $$;

create function call_figures(edges timestamptz[])
  returns table (stretch integer, met integer, connected integer, relayed integer, median_ms float8)
  language sql stable security definer set search_path = public as $$
    with calls as (
      select a.id, a.starts_at,
        min(e.at) filter (where e.kind = 'admitted') admitted_at,
        min(e.at) filter (where e.kind = 'connected') connected_at,
        (select bool_or(f.path = 'relayed') from call_facts f where f.appointment_id = a.id) relayed
      from appointments a
      join room_events e on e.appointment_id = a.id
      where (select operates()) and a.starts_at >= edges[1] and a.starts_at < edges[array_length(edges, 1)]
      group by a.id, a.starts_at
    )
    select width_bucket(starts_at, edges), count(*)::int, count(connected_at)::int, count(*) filter (where relayed)::int,
      percentile_cont(0.5) within group (order by extract(epoch from connected_at - admitted_at) * 1000) filter (where connected_at >= admitted_at)
    from calls where admitted_at is not null
    group by 1 $$;
