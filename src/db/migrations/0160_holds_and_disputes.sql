-- What a card sets aside before the consultation (Y4): a hold is a payment of its own that becomes a charge once taken.
alter table payments drop constraint payments_kind_check;
alter table payments add constraint payments_kind_check check (kind in ('charge', 'card', 'hold'));
alter table payments
  add column held_until timestamptz,
  add column take_cents integer check (take_cents > 0),
  add column fee_cents integer not null default 0 check (fee_cents >= 0),
  add constraint never_more_taken_than_held check (take_cents is null or take_cents <= amount_cents);
comment on column payments.kind is 'charge: the price is taken; card: the card is saved, taken later at most; hold: the price is set aside on it, done while it stands (Y4)';
comment on column payments.held_until is 'a hold lasts until then at the bank';
comment on column payments.take_cents is 'what of a hold was decided to be taken; null while nobody has decided';
comment on column payments.fee_cents is 'what of it the platform keeps, out of the specialist''s side';
create index holds_that_stand on payments (appointment_id) where kind = 'hold' and status in ('open', 'done');
create index payments_settled on payments (settled_at) where kind = 'charge' and status in ('done', 'refunded');

alter table appointments add column cancel_keep_cents integer check (cancel_keep_cents >= 0);
comment on column appointments.cancel_keep_cents is 'what cancelling cost its patient, by the terms at that moment (B5)';
create index cards_to_hold on appointments (starts_at) where payment = 'guaranteed' and status = 'booked';
create index cards_to_take on appointments (completed_at) where payment = 'guaranteed' and status = 'completed';

alter table specialist_settings
  add column take_after_hours integer not null default 24 check (take_after_hours between 1 and 96);
alter table specialist_settings add column card_payments_paused boolean not null default false;
comment on column specialist_settings.card_payments_paused is 'the card provider takes no payments for this specialist now: what is booked meanwhile is paid to the practice';
comment on column specialist_settings.take_after_hours is 'left alone so long after a consultation that took place, the price is taken (Y4)';

-- A card holder's bank takes money back and asks who was right.
create table disputes (
  id text primary key,
  payment_id uuid not null references payments on delete cascade,
  appointment_id uuid not null references appointments on delete cascade,
  status text not null check (status in ('open', 'answered', 'won', 'lost')),
  amount_cents integer not null,
  currency text not null check (currency in ('EUR', 'MXN')),
  reason text not null,
  answer_by timestamptz,
  opened_at timestamptz not null,
  closed_at timestamptz
);
create index disputes_by_appointment on disputes (appointment_id);

-- Where a specialist's money goes, as the provider last told it.
create table card_accounts (
  specialist_id uuid primary key references specialists on delete cascade,
  account_id text not null unique,
  takes_payments boolean not null default false,
  pays_out boolean not null default false,
  data_given boolean not null default false,
  missing text[] not null default '{}',
  answer_by timestamptz,
  blocked_why text,
  created_at timestamptz not null,
  asked_at timestamptz
);
comment on column card_accounts.missing is 'what the provider still asks for, in its own words';

-- Events as they came: the very bytes that were signed, so that they can be worked on again.
alter table card_events
  add column raw text,
  add column told_by text not null default 'webhook' check (told_by in ('webhook', 'list'));
comment on column card_events.body is 'whom the event is about; how it stands is asked';
comment on column card_events.raw is 'the body as it was signed; emptied 30 days after it was worked on';
create index raw_events_by_age on card_events (processed_at) where raw is not null;

do $$
declare t text;
begin
  foreach t in array array['disputes', 'card_accounts'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy worker_all on %I to vc_worker using (true) with check (true)', t);
    execute format('grant select, insert, update, delete on %I to vc_worker', t);
  end loop;
end $$;
grant select on disputes to vc_app;
create policy of_the_appointment on disputes for select to vc_app
  using (exists (select 1 from appointments a where a.id = appointment_id and a.specialist_id = any ((select actor_specialists())::uuid[])));
grant select on card_accounts to vc_app;
create policy own on card_accounts for select to vc_app using (specialist_id = any ((select actor_specialists())::uuid[]));
