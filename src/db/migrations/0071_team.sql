-- Who is invited to keep a specialist's agenda (B6). The link is derived and dies with its version.
create table invitations (
  id uuid primary key,
  specialist_id uuid not null references specialists on delete cascade,
  email text not null check (length(email) between 3 and 254),
  name text not null default '' check (length(name) <= 80),
  locale text not null default 'es' check (locale in ('es', 'en')),
  version integer not null default 1,
  token_hash bytea not null unique,
  created_at timestamptz not null,
  sent_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  accepted_by_account_id uuid references accounts on delete set null,
  withdrawn_at timestamptz,
  constraint accepted_or_withdrawn check (accepted_at is null or withdrawn_at is null)
);
create unique index one_open_invitation_per_address on invitations (specialist_id, email) where accepted_at is null and withdrawn_at is null;

alter table invitations enable row level security;
alter table invitations force row level security;
create policy worker_all on invitations to vc_worker using (true) with check (true);
grant select, insert, update, delete on invitations to vc_worker;
grant select, insert, update on invitations to vc_app;
create policy by_the_specialist on invitations to vc_app
  using ((select actor_kind()) = 'specialist' and specialist_id = any ((select actor_specialists())::uuid[]));

-- Assistants know that they serve; only the specialist lets somebody go, and nobody adds themselves.
drop policy own on assistants;
create policy own on assistants for select to vc_app
  using (specialist_id = any ((select actor_specialists())::uuid[]) or account_id = (select actor_account()));
create policy let_go on assistants for delete to vc_app
  using ((select actor_kind()) = 'specialist' and specialist_id = any ((select actor_specialists())::uuid[]));
revoke insert on assistants from vc_app;

-- Whom an invitation speaks to, for whoever holds its link: the practice's name is public, the address is theirs.
create function invitation_of_token(hash bytea)
  returns table (id uuid, specialist_id uuid, email text, expires_at timestamptz, accepted_at timestamptz,
                 accepted_by_account_id uuid, withdrawn_at timestamptz)
  language sql stable security definer set search_path = public
  begin atomic
    select i.id, i.specialist_id, i.email, i.expires_at, i.accepted_at, i.accepted_by_account_id, i.withdrawn_at
    from invitations i where i.token_hash = hash;
  end;

-- The people who keep this agenda: the address they sign in with is known to their specialist alone.
create function team_of(of_specialist uuid)
  returns table (account_id uuid, name text, email text, since timestamptz, last_seen_at timestamptz)
  language sql stable security definer set search_path = public
  begin atomic
    select a.account_id,
      coalesce((select i.name from invitations i where i.specialist_id = a.specialist_id and i.accepted_by_account_id = a.account_id
                order by i.accepted_at desc limit 1), ''),
      (select c.address from contacts c where c.account_id = a.account_id and c.proved_at is not null
       order by (c.channel = 'email') desc, c.created_at limit 1),
      a.created_at,
      (select max(s.last_seen_at) from sessions s where s.account_id = a.account_id)
    from assistants a
    where a.specialist_id = of_specialist and actor_kind() = 'specialist' and of_specialist = any (actor_specialists());
  end;

-- The mail that carries an invitation is a planned message like all others (M6).
alter table messages add column invitation_id uuid references invitations on delete cascade;
create index messages_by_invitation on messages (invitation_id) where invitation_id is not null;
create policy of_the_invitation on messages to vc_app
  using (invitation_id is not null and exists (select 1 from invitations i where i.id = invitation_id));

grant execute on function invitation_of_token(bytea), team_of(uuid) to vc_app, vc_worker;

-- Whatever a message could speak of before, or an invitation and nothing else.
do $$
declare before text;
begin
  select substring(pg_get_constraintdef(oid) from 7) into before from pg_constraint where conname = 'a_message_speaks_of_something';
  alter table messages drop constraint a_message_speaks_of_something;
  execute format('alter table messages add constraint a_message_speaks_of_something check (case when invitation_id is null then %s else num_nonnulls(appointment_id, code_id) = 0 end)', before);
end $$;
