-- The patients' data keys stand apart from what they open (G3, quality 86): the rest of a backup is unreadable without this
-- table, so a key that is destroyed here and in the few copies of this table is destroyed in every older backup (decision 0044).
create table data_keys (
  person_id uuid primary key,
  wrapped bytea not null,
  blocked_at timestamptz
);
comment on table data_keys is 'no foreign key to people: backups of the two are kept for different times';
comment on column data_keys.wrapped is 'wrapped by the master key that lives outside the database, whose id stands in its first bytes';
comment on column data_keys.blocked_at is 'since then nobody of a practice opens anything with it; kept for courts and authorities until its day';

insert into data_keys (person_id, wrapped) select id, data_key from people where data_key is not null;
insert into data_keys (person_id, wrapped, blocked_at) select person_id, data_key, created_at from blocked_records
  on conflict (person_id) do update set blocked_at = excluded.blocked_at;
alter table people drop column data_key;
alter table blocked_records drop column data_key;

alter table data_keys enable row level security;
alter table data_keys force row level security;
create policy worker_all on data_keys to vc_worker using (true) with check (true);
grant select, insert, update, delete on data_keys to vc_worker;
grant select, insert on data_keys to vc_app;
create policy of_a_person_one_may_see on data_keys for select to vc_app
  using (blocked_at is null and exists (select 1 from people p where p.id = person_id));
create policy of_a_new_person on data_keys for insert to vc_app with check (blocked_at is null);

-- Whoever is deleted takes their key along.
create function destroy_data_key() returns trigger language plpgsql as $$
  begin
    delete from data_keys where person_id = old.id;
    return null;
  end $$;
create trigger a_person_takes_their_key_along after delete on people for each row execute function destroy_data_key();

-- Which master keys wrapped what is here: a process that has another one must not start (quality, fault 57).
create table master_keys (
  id text primary key,
  first_used_at timestamptz not null,
  retired_at timestamptz
);
comment on column master_keys.id is 'follows from the key and tells nothing of it';
alter table master_keys enable row level security;
alter table master_keys force row level security;
create policy worker_all on master_keys to vc_worker using (true) with check (true);
grant select, insert, update on master_keys to vc_worker;
