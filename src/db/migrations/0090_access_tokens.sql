-- Personal access tokens for other programs: what each may do, until when, when it was last used.
alter table access_tokens
  add column scopes text[] not null default '{}',
  add column expires_at timestamptz,
  add column last_used_at timestamptz,
  add column ending text not null default '' check (length(ending) <= 4);
comment on column access_tokens.ending is 'the last four characters, so that its owner tells one from another; the token itself is kept as a hash alone';
comment on column access_tokens.scopes is 'domain/access-token.ts; what the owner may not do, no scope allows';
create index access_tokens_by_account on access_tokens (account_id);
-- Those of rehearsals made before there were scopes keep working for everything.
update access_tokens
set scopes = '{schedule:read,schedule:write,services:write,appointments:read,appointments:write,messages:read,payments:read,fhir:read}';

grant select, insert, update on access_tokens to vc_app;
create policy own on access_tokens to vc_app using (account_id = (select actor_account())) with check (account_id = (select actor_account()));
