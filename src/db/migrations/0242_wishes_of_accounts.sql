-- How somebody wants to be told, chosen once for all that is to come; null where they never chose (M7, M8).
alter table accounts
  add column message_channel text check (message_channel in ('both', 'sms', 'email')),
  add column message_locale text check (message_locale in ('es', 'en'));

-- The same of whoever a practice books for: it writes to them as they wish, and learns nothing else of the account.
create function wishes_of_person(of_person uuid) returns table (channel text, locale text)
  language sql stable security definer set search_path = public
  begin atomic
    select a.message_channel, a.message_locale from people p join accounts a on a.id = p.account_id where p.id = of_person;
  end;
revoke execute on function wishes_of_person(uuid) from public;
grant execute on function wishes_of_person(uuid) to vc_app, vc_worker;
