-- Whoever fetches the publication finds in it all that its schedules speak of: who, in which role, with which service.
alter table published_files drop constraint published_files_kind_check;
alter table published_files add constraint published_files_kind_check
  check (kind in ('Practitioner', 'PractitionerRole', 'HealthcareService', 'Location', 'Schedule', 'Slot'));
