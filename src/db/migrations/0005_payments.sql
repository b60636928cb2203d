create table payments (
  id uuid primary key,
  appointment_id uuid not null references appointments on delete cascade,
  kind text not null check (kind in ('charge', 'card')),
  status text not null check (status in ('open', 'done', 'failed', 'expired', 'refunded')),
  amount_cents integer not null check (amount_cents >= 0),
  refunded_cents integer not null default 0,
  currency text not null check (currency in ('EUR', 'MXN')),
  checkout_id text unique,
  intent_id text,
  payment_method_id text,
  customer_id text,
  failure text,
  created_at timestamptz not null,
  settled_at timestamptz
);
comment on column payments.kind is 'charge: the price is taken; card: the card is saved, taken later at most (Y4)';
create index payments_by_appointment on payments (appointment_id);
create index payments_by_intent on payments (intent_id) where intent_id is not null;

create table card_events (
  id text primary key,
  type text not null,
  body jsonb not null,
  received_at timestamptz not null,
  processed_at timestamptz
);
