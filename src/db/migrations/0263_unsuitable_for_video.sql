-- UNE 179011: a specialist may say that what was wanted could not be done by video.
alter table appointments drop constraint appointments_outcome_check;
alter table appointments add constraint appointments_outcome_check
  check (outcome in ('took_place', 'patient_absent', 'specialist_absent', 'technical', 'unsuitable'));
alter table appointments add constraint only_video_is_unsuitable_for_video check (outcome <> 'unsuitable' or modality = 'video');
