-- Whom a proposal is about, where it is no specialist: operators see the contacts of that account and of no other.
create policy of_whom_is_decided on contacts for select to vc_app
  using ((select operates()) and exists (select 1 from operator_proposals p where p.account_id = contacts.account_id and p.specialist_id is null));
