-- What ended and must never come back, not even with yesterday's copy of the database: a list of it is kept outside (fault 56).
-- Triggers write it, so that no way of ending something can forget to.
create table endings (
  kind text not null check (kind in ('appointment', 'token', 'feed', 'assistant', 'invitation', 'account')),
  subject text not null,
  at timestamptz not null,
  detail jsonb not null default '{}',
  primary key (kind, subject, at)
);
comment on column endings.subject is 'the id of what ended; of an assistant the account and the specialist';
create index endings_by_time on endings (at);
alter table endings enable row level security;
alter table endings force row level security;
create policy worker_all on endings to vc_worker using (true) with check (true);
grant select, insert, update, delete on endings to vc_worker;

create function note_ending(what text, which text, at_time timestamptz, how jsonb default '{}') returns void
  language sql security definer set search_path = public as $$
    insert into endings (kind, subject, at, detail) values (what, which, coalesce(at_time, clock_timestamp()), how) on conflict do nothing
  $$;
create function note_end_of_appointment() returns trigger language plpgsql security definer set search_path = public as $$
  begin
    perform note_ending('appointment', new.id::text, new.cancelled_at, jsonb_build_object('by', new.cancelled_by, 'keep', new.cancel_keep_cents));
    return null;
  end $$;
create function note_end_of_token() returns trigger language plpgsql security definer set search_path = public as $$
  begin perform note_ending('token', new.id::text, new.ended_at); return null; end $$;
create function note_end_of_feed() returns trigger language plpgsql security definer set search_path = public as $$
  begin perform note_ending('feed', old.id::text, null, jsonb_build_object('version', old.version)); return null; end $$;
create function note_end_of_assistant() returns trigger language plpgsql security definer set search_path = public as $$
  begin perform note_ending('assistant', old.account_id || ' ' || old.specialist_id, null); return null; end $$;
create function note_end_of_invitation() returns trigger language plpgsql security definer set search_path = public as $$
  begin perform note_ending('invitation', new.id::text, new.withdrawn_at); return null; end $$;
create function note_end_of_account() returns trigger language plpgsql security definer set search_path = public as $$
  begin perform note_ending('account', new.id::text, new.erased_at); return null; end $$;

create trigger ending after update of status on appointments for each row
  when (new.status = 'cancelled' and old.status <> 'cancelled') execute function note_end_of_appointment();
create trigger ending after update of ended_at on access_tokens for each row
  when (new.ended_at is not null and old.ended_at is null) execute function note_end_of_token();
create trigger ending_of_address after update of version on calendar_feeds for each row
  when (new.version > old.version) execute function note_end_of_feed();
create trigger ending after delete on calendar_feeds for each row execute function note_end_of_feed();
create trigger ending after delete on assistants for each row execute function note_end_of_assistant();
create trigger ending after update of withdrawn_at on invitations for each row
  when (new.withdrawn_at is not null and old.withdrawn_at is null) execute function note_end_of_invitation();
create trigger ending after update of erased_at on accounts for each row
  when (new.erased_at is not null and old.erased_at is null) execute function note_end_of_account();
revoke execute on function note_ending(text, text, timestamptz, jsonb) from public;
