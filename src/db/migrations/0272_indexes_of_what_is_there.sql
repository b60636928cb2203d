-- Indexes by an account hold those rows alone that have one: a booking begins without, and most of its rows stay so (S9).
-- Whoever looks for an account's rows names the account, which is never null.
drop index appointments_by_booker;
create index appointments_by_booker on appointments (booked_by_account_id, starts_at) where booked_by_account_id is not null;
drop index people_by_account;
create index people_by_account on people (account_id) where account_id is not null;
drop index consents_by_account;
create index consents_by_account on consents (account_id) where account_id is not null;
