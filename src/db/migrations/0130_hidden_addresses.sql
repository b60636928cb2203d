-- Whoever wants it, and with them the other side, goes through the relay alone: neither learns the other's address (V6).
alter table seats add hides_address boolean not null default false;
