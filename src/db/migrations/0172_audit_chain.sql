-- The access log cannot be changed unseen (G2, quality 83): its rows are sealed in handfuls, each seal holds the one before.
create table audit_seals (
  number bigint primary key check (number > 0),
  previous bytea,
  hash bytea not null,
  rows uuid[] not null,
  digests bytea not null,
  sealed_at timestamptz not null,
  forgotten_at timestamptz,
  check ((number = 1) = (previous is null))
);
comment on column audit_seals.digests is '16 bytes of each row''s HMAC, in the order of rows: a changed row is found by name';
alter table audit_seals enable row level security;
alter table audit_seals force row level security;
create policy worker_all on audit_seals to vc_worker using (true) with check (true);
grant select, insert on audit_seals to vc_worker;

alter table audit add column seal bigint references audit_seals;
create index audit_unsealed on audit (id) where seal is null;
create index audit_by_seal on audit (seal);
create index audit_by_account on audit (actor_account_id, at);

-- Whoever runs the product can add rows and seal them, once; nobody but the owner of the database can do more.
revoke insert on audit from vc_app;
revoke insert, update, delete on audit from vc_worker;
grant insert (id, at, actor_kind, actor_account_id, action, object_kind, object_id, specialist_id) on audit to vc_app, vc_worker;
grant update (seal) on audit to vc_worker;
create function a_seal_stays() returns trigger language plpgsql as $$
  begin
    if old.seal is not null then raise exception 'this row of the access log is sealed'; end if;
    return new;
  end $$;
create trigger a_seal_stays before update on audit for each row execute function a_seal_stays();

-- Rows that are old enough go with their whole seal; the seal itself stays, so that the chain holds.
create function forget_audit(before timestamptz, at_now timestamptz) returns integer
  language plpgsql volatile security definer set search_path = public as $$
  declare gone integer;
  begin
    with old as (
      update audit_seals s set forgotten_at = at_now
      where forgotten_at is null and not exists (select 1 from audit a where a.seal = s.number and a.at >= before)
      returning number
    )
    delete from audit where seal in (select number from old);
    get diagnostics gone = row_count;
    return gone;
  end $$;
revoke execute on function forget_audit(timestamptz, timestamptz) from public;
grant execute on function forget_audit(timestamptz, timestamptz) to vc_worker;
