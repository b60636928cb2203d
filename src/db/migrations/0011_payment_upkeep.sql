-- What is still to be made good with the card provider, so that a lost call is found again (Y5).
alter table payments
  add column asked_at timestamptz,
  add column refund_due_cents integer not null default 0,
  add constraint never_more_back_than_taken check (refunded_cents <= amount_cents and refund_due_cents <= amount_cents);
comment on column payments.asked_at is 'when an open checkout was last asked about';
comment on column payments.refund_due_cents is 'what is to be given back in all; refunded_cents is what was';
create index open_payments on payments (created_at) where status = 'open';
create index refunds_due on payments (id) where refund_due_cents > refunded_cents;
