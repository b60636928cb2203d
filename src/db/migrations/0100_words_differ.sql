-- Two sides whose words differed: the call was ended, and why is kept as long as the other room events (V7, V10).
alter table room_events drop constraint room_events_kind_check;
alter table room_events add constraint room_events_kind_check
  check (kind in ('waiting', 'left', 'admitted', 'connected', 'hung_up', 'finished', 'turned_away', 'words_differ'));
