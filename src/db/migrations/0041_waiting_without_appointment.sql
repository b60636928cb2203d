-- Who waits without an appointment is also told of the days that the horizon opens (B8).
alter table waiting_requests add column seen_until date;
comment on column waiting_requests.seen_until is 'who has no appointment: the last bookable day that was looked at';
