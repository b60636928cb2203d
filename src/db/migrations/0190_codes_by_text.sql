-- What codes by SMS may cost (quality 15): counted over all processes, by network, by block of numbers and by day.
alter table codes add column network bytea, add column prefix text;
comment on column codes.network is 'keyed hash of who asked''s address, or of its IPv6 network; the address is not kept';
comment on column codes.prefix is 'first seven digits of the number, which thousands share';
create index codes_by_network on codes (network, created_at) where network is not null;
create index codes_by_prefix on codes (prefix, created_at) where prefix is not null;

-- In several rows a day, so that many at once do not wait for one.
create table text_spending (
  day date not null,
  shard smallint not null,
  cents integer not null,
  primary key (day, shard)
);

-- What whoever runs the site should look at: counted by the hour, without anybody's data.
create table alarms (
  kind text not null,
  subject text not null,
  hour timestamptz not null,
  count integer not null default 1,
  first_at timestamptz not null,
  last_at timestamptz not null,
  primary key (kind, subject, hour)
);
comment on column alarms.subject is 'country or first seven digits of numbers, where the kind is about such; never a person';
create index alarms_by_hour on alarms (hour);

do $$
declare t text;
begin
  for t in select unnest(array['text_spending', 'alarms']) loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy worker_all on %I to vc_worker using (true) with check (true)', t);
    execute format('grant select, insert, update, delete on %I to vc_worker', t);
  end loop;
end $$;
grant select on alarms to vc_app;
create policy operator on alarms for select to vc_app using ((select actor_kind()) = 'operator');
