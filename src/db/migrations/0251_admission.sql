-- Told to a specialist whom an operator admitted (O1).
alter table sign_in_notices drop constraint sign_in_notices_what_check;
alter table sign_in_notices add constraint sign_in_notices_what_check
  check (what in ('factor-added', 'factor-removed', 'recovery-codes-renewed', 'recovery-code-used', 'contact-added', 'contact-removed', 'factors-reset', 'admitted'));
