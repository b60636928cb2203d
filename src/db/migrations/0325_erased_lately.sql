-- Which accounts were erased lately: what was on its way to them at that moment is let go of within the hour (G1).
create index accounts_erased on accounts (erased_at) where erased_at is not null;
