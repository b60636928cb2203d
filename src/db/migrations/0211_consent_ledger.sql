-- The ledger of consents (G1, art. 7; quality 73): what was agreed or withdrawn, in which words, when and how. Added to, never changed.
create table consent_texts (
  hash bytea primary key,
  purpose text not null,
  version text not null,
  locale text not null,
  words text not null,
  first_used_at timestamptz not null
);
comment on table consent_texts is 'every wording that anybody ever agreed to, once';
alter table consents add column kind text not null default 'given' check (kind in ('given', 'withdrawn'));
update consents set kind = 'given';
alter table consents drop column withdrawn_at;
alter table consents rename column given_at to at;
create index consents_by_appointment on consents (appointment_id);

alter table consent_texts enable row level security;
alter table consent_texts force row level security;
create policy worker_all on consent_texts to vc_worker using (true) with check (true);
create policy read_by_all on consent_texts for select to vc_app using (true);
create policy added on consent_texts for insert to vc_app with check (true);
grant select, insert on consent_texts to vc_app, vc_worker;
-- Whoever runs the product can add to the ledger and read it; erasing an account empties its two references by their foreign keys.
revoke update, delete, truncate on consents from vc_app, vc_worker;

-- What its author took back stands nowhere, and its stars count no more.
alter table reviews drop constraint reviews_status_check;
alter table reviews add constraint reviews_status_check check (status in ('published', 'hidden', 'withdrawn'));
