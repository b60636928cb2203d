-- What somebody is told of a decision about them, with the words of whoever decided (O1, R3).
alter table sign_in_notices add column words text not null default '' check (length(words) <= 2000);
comment on column sign_in_notices.words is 'what an operator wrote to them: the reason, or what is missing';
alter table sign_in_notices drop constraint sign_in_notices_what_check;
alter table sign_in_notices add constraint sign_in_notices_what_check
  check (what in ('factor-added', 'factor-removed', 'recovery-codes-renewed', 'recovery-code-used', 'contact-added', 'contact-removed', 'factors-reset', 'admitted',
    'application-received', 'application-in-review', 'application-incomplete', 'application-refused', 'profile-paused', 'profile-resumed',
    'review-hidden', 'review-shown', 'answer-hidden', 'answer-shown'));

-- Moderation writes to the author in its own transaction, which is the system's; the database still looks at who decides.
grant execute on function show_review(uuid, text, boolean) to vc_worker;
