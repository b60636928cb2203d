-- Receipts, numbered per specialist and year without gaps: the number is drawn in the transaction that keeps the money.
create table billing_details (
  specialist_id uuid primary key references specialists on delete cascade,
  name text not null default '' check (length(name) <= 120),
  tax_id text not null default '' check (length(tax_id) <= 20),
  address text not null default '' check (length(address) <= 300),
  tax_note text not null default 'exempt' check (tax_note in ('exempt', 'own')),
  own_note text not null default '' check (length(own_note) <= 200)
);
comment on column billing_details.tax_note is 'exempt: health care without VAT, by the law of the country; own: the specialist''s own words';

create table receipt_counters (
  specialist_id uuid not null references specialists on delete cascade,
  year integer not null,
  last integer not null check (last > 0),
  primary key (specialist_id, year)
);

create table receipts (
  id uuid primary key,
  specialist_id uuid not null references specialists,
  appointment_id uuid references appointments on delete set null,
  payment_id uuid references payments on delete set null,
  kind text not null check (kind in ('charge', 'refund')),
  year integer not null,
  number integer not null check (number > 0),
  amount_cents integer not null check (amount_cents > 0),
  currency text not null check (currency in ('EUR', 'MXN')),
  issued_at timestamptz not null,
  facts jsonb not null,
  constraint one_receipt_per_number unique (specialist_id, year, number)
);
create index receipts_by_appointment on receipts (appointment_id);
create unique index one_receipt_per_charge on receipts (payment_id) where kind = 'charge';
comment on column receipts.facts is 'who, to whom and for what, as it was when the receipt was drawn up; never changed afterwards';

do $$
declare t text;
begin
  foreach t in array array['billing_details', 'receipt_counters', 'receipts'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy worker_all on %I to vc_worker using (true) with check (true)', t);
    execute format('grant select, insert, update, delete on %I to vc_worker', t);
  end loop;
end $$;
grant select, insert, update on billing_details to vc_app;
create policy own on billing_details to vc_app using (specialist_id = any ((select actor_specialists())::uuid[]));
grant select on receipts to vc_app;
create policy of_the_appointment on receipts for select to vc_app
  using (exists (select 1 from appointments a where a.id = appointment_id));
