-- A specialist asks to be admitted, with the documents that prove who they are (O1).
create table applications (
  id uuid primary key,
  account_id uuid not null references accounts on delete cascade,
  state text not null default 'draft' check (state in ('draft', 'received', 'in_review', 'incomplete', 'admitted', 'refused')),
  title text not null default '' check (length(title) <= 10),
  full_name text not null check (length(full_name) between 3 and 120),
  headline text not null check (length(headline) between 1 and 80),
  specialty_code text not null references specialties,
  licence_number text not null check (length(licence_number) between 1 and 60),
  register text not null check (length(register) between 2 and 200),
  zone text not null,
  city text not null check (length(city) between 1 and 80),
  phone text not null,
  -- What an operator last wrote: what is missing, or why not.
  answer text not null default '' check (length(answer) <= 2000),
  specialist_id uuid references specialists on delete set null,
  created_at timestamptz not null,
  touched_at timestamptz not null,
  sent_at timestamptz,
  decided_at timestamptz,
  decided_by uuid references accounts,
  constraint sent_before_looked_at check (state = 'draft' or sent_at is not null),
  constraint decided_by_somebody check ((state in ('admitted', 'refused')) = (decided_at is not null))
);
create unique index one_open_application_of_an_account on applications (account_id) where state <> 'refused';
create index applications_by_state on applications (state, sent_at);
create index applications_by_account on applications (account_id);

create table application_documents (
  id uuid primary key,
  application_id uuid not null references applications on delete cascade,
  kind text not null check (kind in ('licence', 'identity', 'degree', 'insurance', 'other')),
  name_sealed bytea not null,
  media_type text not null check (media_type in ('application/pdf', 'image/jpeg', 'image/png')),
  size_bytes integer not null check (size_bytes > 0),
  sent_at timestamptz not null
);
create index application_documents_by_application on application_documents (application_id, sent_at);
create table application_document_parts (
  document_id uuid not null references application_documents on delete cascade,
  number integer not null,
  sealed bytea not null,
  primary key (document_id, number)
);
alter table application_document_parts alter column sealed set storage external;

do $$
declare t text;
begin
  foreach t in array array['applications', 'application_documents', 'application_document_parts'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy worker_all on %I to vc_worker using (true) with check (true)', t);
    execute format('grant select, insert, update, delete on %I to vc_worker', t);
  end loop;
end $$;

-- Who applies, as the patient that everybody is who has shown a code alone; what was decided they cannot write.
grant select, insert on applications to vc_app;
grant update (state, title, full_name, headline, specialty_code, licence_number, register, zone, city, phone, touched_at, sent_at, answer) on applications to vc_app;
create policy of_its_account on applications for select to vc_app using ((select actor_kind()) = 'patient' and account_id = (select actor_account()));
create policy begun_by_its_account on applications for insert to vc_app with check ((select actor_kind()) = 'patient' and account_id = (select actor_account()) and state = 'draft');
create policy written_by_its_account on applications for update to vc_app
  using ((select actor_kind()) = 'patient' and account_id = (select actor_account()) and state in ('draft', 'incomplete'))
  with check (account_id = (select actor_account()) and state in ('draft', 'incomplete', 'received'));
create policy read_by_operators on applications for select to vc_app using (state <> 'draft' and (select operates()));

grant select, insert, delete on application_documents, application_document_parts to vc_app;
create policy of_an_application_one_sees on application_documents for select to vc_app using (exists (select 1 from applications a where a.id = application_id));
create policy of_an_open_application on application_documents for insert to vc_app
  with check ((select actor_kind()) = 'patient' and exists (select 1 from applications a where a.id = application_id and a.state in ('draft', 'incomplete')));
create policy taken_back on application_documents for delete to vc_app
  using ((select actor_kind()) = 'patient' and exists (select 1 from applications a where a.id = application_id and a.state in ('draft', 'incomplete')));
create policy of_a_document_one_sees on application_document_parts for select to vc_app using (exists (select 1 from application_documents d where d.id = document_id));
create policy of_a_document_one_sends on application_document_parts for insert to vc_app
  with check ((select actor_kind()) = 'patient' and exists (select 1 from application_documents d where d.id = document_id));

-- The key of an application lies where the patients' keys lie, and goes with it.
create policy of_an_application_one_sees on data_keys for select to vc_app
  using (blocked_at is null and exists (select 1 from applications a where a.id = person_id));
create trigger an_application_takes_its_key_along after delete on applications for each row execute function destroy_data_key();

-- Operators find the way back to who applied: the contacts that their account has proved.
create policy of_applicants on contacts for select to vc_app
  using ((select operates()) and exists (select 1 from applications a where a.account_id = contacts.account_id and a.state <> 'draft'));
