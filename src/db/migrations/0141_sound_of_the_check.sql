-- Whether the bell was heard in the device check (V3, V13); no sound is kept.
alter table device_checks add column sound text not null default 'untried' check (sound in ('untried', 'heard', 'unheard'));
create index device_checks_by_age on device_checks (checked_at);
