-- Free hours outside our pages: the bulk publication of those who opted in, and the page for a specialist's own site.
alter table specialist_settings
  add column publish_slots boolean not null default false,
  add column embed_origins text[] not null default '{}' check (cardinality(embed_origins) <= 10);
comment on column specialist_settings.publish_slots is 'the next 14 days of free slots stand in the bulk publication (SMART Scheduling Links)';
comment on column specialist_settings.embed_origins is 'sites that may frame /insertar/<slug>; none named: any site';
create index specialists_who_publish on specialist_settings (specialist_id) where publish_slots;

-- Made by a due task, never by a request. A file holds the specialists whose id ends in `shard`.
create table published_files (
  shard text not null check (shard ~ '^[0-9a-f]{0,2}$'),
  kind text not null check (kind in ('Location', 'Schedule', 'Slot')),
  etag text not null,
  lines integer not null,
  gzip bytea not null,
  brotli bytea not null,
  made_at timestamptz not null,
  primary key (kind, shard)
);
comment on column published_files.made_at is 'product time at which its rows were read';
alter table published_files enable row level security;
alter table published_files force row level security;
create policy worker_all on published_files to vc_worker using (true) with check (true);
grant select, insert, update, delete on published_files to vc_worker;
grant select on published_files to vc_app;
create policy everybody on published_files for select to vc_app using (true);
