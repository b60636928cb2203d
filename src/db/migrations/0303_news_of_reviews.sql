-- Whoever reviewed without an account hears of a decision where the invitation went (R3): the notice is of the appointment then.
alter table sign_in_notices alter column account_id drop not null;
alter table sign_in_notices add column appointment_id uuid references appointments on delete cascade;
alter table sign_in_notices add constraint of_an_account_or_an_appointment check (num_nonnulls(account_id, appointment_id) = 1);
create index sign_in_notices_by_appointment on sign_in_notices (appointment_id) where appointment_id is not null;
