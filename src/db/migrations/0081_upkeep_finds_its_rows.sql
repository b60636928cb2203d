-- Upkeep that runs every second or hour reads what is due and not the whole future: with a million appointments ahead
-- completing took 15 s a look, forgetting abandoned bookings 10 s (docs/queries/booking.md).
create index appointments_in_progress on appointments (ends_at) where status = 'in_progress';
create index abandoned_bookings on appointments (created_at) where status = 'expired' and person_id is not null;
