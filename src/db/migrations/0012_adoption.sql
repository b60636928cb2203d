-- Whom a practice entered belongs to the account that proved the contact (B3): at sign-in, or at once where it is
-- proved already. The practice learns nothing from it (B6).
create function adopt_entered_people(of_channel text, of_address text) returns void
  language sql security definer set search_path = public
  begin atomic
    update people set account_id = c.account_id
    from contacts c
    where c.channel = of_channel and c.address = of_address and c.proved_at is not null
      and people.account_id is null and people.entered_by_specialist_id is not null
      and (case of_channel when 'sms' then people.mobile else people.email end) = of_address;
  end;
create index people_without_account_by_mobile on people (mobile) where account_id is null;
create index people_without_account_by_email on people (email) where account_id is null;
grant execute on function adopt_entered_people(text, text) to vc_app, vc_worker;
