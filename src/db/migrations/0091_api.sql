-- What the API remembers of its callers, in machine time: answers given under an idempotency key, and how much was asked.
create table api_answers (
  caller bytea not null,
  key_hash bytea not null,
  request_hash bytea not null,
  lease_until timestamptz,
  answer_sealed bytea,
  created_at timestamptz not null,
  constraint one_answer_per_caller_and_key primary key (caller, key_hash)
);
comment on column api_answers.caller is 'hash of the access token''s id, or of the word for whoever has none';
comment on column api_answers.answer_sealed is 'status, headers and body under a key that follows from the idempotency key, which is not kept';
create index api_answers_by_age on api_answers (created_at);

-- Counted anew after a crash: no promise hangs on it.
create unlogged table api_usage (
  bucket bytea primary key,
  used integer not null,
  resets_at timestamptz not null
);
comment on column api_usage.bucket is 'keyed hash of a token''s id or of an address; neither is kept';
create index api_usage_by_age on api_usage (resets_at);

do $$
declare t text;
begin
  for t in select unnest(array['api_answers', 'api_usage']) loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy worker_all on %I to vc_worker using (true) with check (true)', t);
    execute format('grant select, insert, update, delete on %I to vc_worker', t);
  end loop;
end $$;
