-- News of cards that nobody has worked on yet: asked about every ten minutes, most of the time there is none.
create index card_events_waiting on card_events (received_at) where processed_at is null;
