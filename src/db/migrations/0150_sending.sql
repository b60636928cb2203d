-- Messages leave from their own rows, without a queue between (docs/decisions/0032).
update messages set status = 'planned', lease_until = null where status = 'queued';
alter table messages drop constraint messages_status_check;
alter table messages add constraint messages_status_check
  check (status in ('planned', 'sending', 'sent', 'delivered', 'failed', 'undeliverable', 'cancelled', 'skipped'));
drop index messages_in_flight;
create index messages_in_flight on messages (lease_until) where status = 'sending';
-- The link 10 minutes before the hour waits behind nothing (M3).
create index links_due on messages (due_at) where status = 'planned' and kind = 'specialist_link';

-- Addresses that a channel may not or cannot use: STOP, a mailbox that is none, no more invitations (M7, RFC 8058).
create table silenced_addresses (
  channel text not null check (channel in ('sms', 'email')),
  address text not null,
  why text not null check (why in ('opted_out', 'bounced', 'no_invitations')),
  since timestamptz not null,
  primary key (channel, address, why)
);
alter table silenced_addresses enable row level security;
alter table silenced_addresses force row level security;
create policy worker_all on silenced_addresses to vc_worker using (true) with check (true);
grant select, insert, update, delete on silenced_addresses to vc_worker;
insert into silenced_addresses (channel, address, why, since)
  select distinct on (c.address) 'sms', c.address, 'opted_out', a.sms_opted_out_at
  from accounts a join contacts c on c.account_id = a.id and c.channel = 'sms' where a.sms_opted_out_at is not null
  order by c.address, a.sms_opted_out_at;
alter table accounts drop column sms_opted_out_at;
