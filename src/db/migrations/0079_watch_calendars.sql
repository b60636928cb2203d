-- Busy times of calendars elsewhere change what search keeps of free hours (procedure of migration 0022).
call watch_listings('external_busy');
