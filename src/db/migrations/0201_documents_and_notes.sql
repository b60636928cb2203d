-- Documents that patient and specialist exchange outside the call, and the specialist's notes: health data, sealed under the
-- patient's key (G3, quality 37, 86). In rows, so that a backup and the rows that speak of them are one (decision 0045).
create table documents (
  id uuid primary key,
  appointment_id uuid not null references appointments on delete cascade,
  person_id uuid not null,
  specialist_id uuid not null references specialists,
  sender text not null check (sender in ('patient', 'specialist')),
  kind text not null check (kind in ('prescription', 'report', 'results', 'other')),
  name_sealed bytea,
  media_type text not null check (media_type in ('application/pdf', 'image/jpeg', 'image/png')),
  size_bytes integer not null check (size_bytes > 0),
  sent_at timestamptz not null,
  seen_at timestamptz,
  withdrawn_at timestamptz,
  constraint what_is_withdrawn_has_no_name check ((withdrawn_at is null) = (name_sealed is not null))
);
create index documents_by_appointment on documents (appointment_id, sent_at);
create index documents_by_person on documents (person_id);
comment on column documents.name_sealed is 'the file''s name as it was sent, which often tells what somebody has';
comment on column documents.seen_at is 'when the other side first opened it; who and when each time is in the access log';

create table document_parts (
  document_id uuid not null references documents on delete cascade,
  number integer not null,
  sealed bytea not null,
  primary key (document_id, number)
);
-- Sealed bytes do not compress.
alter table document_parts alter column sealed set storage external;

create table notes (
  id uuid primary key,
  appointment_id uuid not null references appointments on delete cascade,
  person_id uuid not null,
  specialist_id uuid not null references specialists,
  text_sealed bytea not null,
  written_at timestamptz not null
);
create index notes_by_appointment on notes (appointment_id, written_at);
create index notes_by_person on notes (person_id);
comment on table notes is 'the specialist''s own, seen by nobody else; each saving adds one, the last is what stands';

do $$
declare t text;
begin
  foreach t in array array['documents', 'document_parts', 'notes'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy worker_all on %I to vc_worker using (true) with check (true)', t);
    execute format('grant select, insert, update, delete on %I to vc_worker', t);
  end loop;
end $$;

-- Neither an assistant nor the holder of a link alone.
grant select, insert on documents to vc_app;
grant update (seen_at, withdrawn_at, name_sealed) on documents to vc_app;
create policy of_its_specialist on documents to vc_app
  using ((select actor_kind()) = 'specialist' and specialist_id = any ((select actor_specialists())::uuid[]));
create policy of_its_patient on documents to vc_app
  using ((select actor_kind()) = 'patient' and exists (select 1 from appointments a where a.id = appointment_id));
grant select, insert, delete on document_parts to vc_app;
create policy of_the_document on document_parts to vc_app using (exists (select 1 from documents d where d.id = document_id));
grant select, insert on notes to vc_app;
create policy of_its_specialist on notes to vc_app
  using ((select actor_kind()) = 'specialist' and specialist_id = any ((select actor_specialists())::uuid[]));
