-- The rating follows its reviews by itself, whoever publishes, hides or erases one (R3).
create function rating_follows_reviews() returns trigger
  language plpgsql security definer set search_path = public as $$
  declare
    before_count integer := 0; before_stars integer := 0; after_count integer := 0; after_stars integer := 0; whose uuid;
  begin
    if tg_op <> 'INSERT' then
      whose := old.specialist_id;
      if old.status = 'published' then before_count := 1; before_stars := old.stars; end if;
    end if;
    if tg_op <> 'DELETE' then
      whose := new.specialist_id;
      if new.status = 'published' then after_count := 1; after_stars := new.stars; end if;
    end if;
    if before_count <> after_count or before_stars <> after_stars then
      update specialists set rating_count = rating_count + after_count - before_count, rating_sum = rating_sum + after_stars - before_stars
      where id = whose;
    end if;
    return null;
  end $$;
create trigger rating_follows_reviews after insert or delete or update of status, stars on reviews
  for each row execute function rating_follows_reviews();
drop function count_review(uuid);

alter table reviews
  add column answered_at timestamptz,
  add column answer_status text not null default 'published' check (answer_status in ('published', 'hidden'));
-- Of a review its specialist writes the answer and nothing else.
revoke update on reviews from vc_app;
grant update (answer, answered_at) on reviews to vc_app;
create index reviews_by_practice on reviews (specialist_id, created_at desc);

-- What somebody found wrong with a review or its answer; looked at by an operator.
create table review_reports (
  id uuid primary key,
  review_id uuid not null references reviews on delete cascade,
  part text not null check (part in ('review', 'answer')),
  reason text not null check (reason in ('not-real', 'personal-data', 'insult', 'advertising', 'somebody-else', 'other')),
  note text not null default '' check (length(note) <= 1000),
  reported_by text not null check (reported_by in ('visitor', 'patient', 'specialist')),
  browser_hash bytea not null,
  created_at timestamptz not null,
  decided_at timestamptz,
  constraint one_report_per_browser unique (review_id, part, browser_hash)
);
create index review_reports_open on review_reports (created_at) where decided_at is null;
comment on column review_reports.browser_hash is 'so that one browser counts once; emptied of meaning when the browser forgets its mark';

-- What was decided of it, and why: the author reads it (R3). Added to, never changed.
create table review_decisions (
  id uuid primary key,
  review_id uuid not null references reviews on delete cascade,
  part text not null check (part in ('review', 'answer')),
  decision text not null check (decision in ('kept', 'hidden', 'shown')),
  reason text not null check (reason in ('not-real', 'personal-data', 'insult', 'advertising', 'somebody-else', 'follows-rules', 'other')),
  note text not null default '' check (length(note) <= 1000),
  decided_by_account_id uuid references accounts on delete set null,
  decided_at timestamptz not null
);
create index review_decisions_by_review on review_decisions (review_id, decided_at desc);

do $$
declare t text;
begin
  foreach t in array array['review_reports', 'review_decisions'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy worker_all on %I to vc_worker using (true) with check (true)', t);
  end loop;
end $$;
grant select, insert, update, delete on review_reports to vc_worker;
grant select, insert on review_decisions to vc_worker;
grant select on review_reports to vc_app;
grant update (decided_at) on review_reports to vc_app;
create policy of_the_operator on review_reports to vc_app using ((select actor_kind()) = 'operator');
grant select, insert on review_decisions to vc_app;
create policy read_by_whom_it_concerns on review_decisions for select to vc_app
  using (exists (select 1 from reviews r where r.id = review_id));
create policy made_by_the_operator on review_decisions for insert to vc_app
  with check ((select actor_kind()) = 'operator' and decided_by_account_id = (select actor_account()));

-- Takes a review or its answer from the profile, or brings it back; an operator alone.
create function show_review(review uuid, part text, shown boolean) returns void
  language plpgsql volatile security definer set search_path = public as $$
  begin
    if actor_kind() <> 'operator' then raise exception 'reviews are moderated by operators' using errcode = '42501'; end if;
    if part = 'answer' then
      update reviews set answer_status = case when shown then 'published' else 'hidden' end where id = review;
    else
      update reviews set status = case when shown then 'published' else 'hidden' end where id = review;
    end if;
  end $$;
revoke execute on function show_review(uuid, text, boolean) from public;
grant execute on function show_review(uuid, text, boolean) to vc_app;

-- How a call went in the words of either side, apart from every star (R2).
alter table technical_ratings add column role text not null default 'patient' check (role in ('patient', 'specialist')),
  add column troubles text[] not null default '{}';
alter table technical_ratings drop constraint technical_ratings_pkey;
alter table technical_ratings add primary key (appointment_id, role);
create index technical_ratings_by_age on technical_ratings (created_at);
