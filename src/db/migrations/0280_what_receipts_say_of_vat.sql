-- An exemption is claimed only where the law gives it; the tax may be shown, or nothing said of it.
alter table billing_details drop constraint billing_details_tax_note_check;
alter table billing_details alter column tax_note set default 'total';
alter table billing_details add column vat_percent integer check (vat_percent between 1 and 30);
alter table billing_details add constraint billing_details_tax_note_check check (tax_note in ('exempt', 'included', 'own', 'total'));
alter table billing_details add constraint percent_of_included_tax check ((tax_note = 'included') = (vat_percent is not null));
comment on column billing_details.tax_note is
  'exempt: by the law of the country where it gives it; included: with vat_percent; own: the specialist''s words; total: nothing said';

-- What was issued says what it said.
alter table receipts no force row level security;
update receipts set facts = jsonb_set(facts, '{issuer}', (facts -> 'issuer') - 'taxNote' || jsonb_build_object('tax',
  case when facts -> 'issuer' ->> 'taxNote' is not null then jsonb_build_object('kind', 'own', 'words', facts -> 'issuer' ->> 'taxNote')
  else jsonb_build_object('kind', 'exempt', 'by', case facts -> 'issuer' ->> 'country' when 'MX' then 'mx_medicine' else 'es_health' end) end));
alter table receipts force row level security;
