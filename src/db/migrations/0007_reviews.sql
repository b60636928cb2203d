create table reviews (
  id uuid primary key,
  appointment_id uuid not null references appointments,
  specialist_id uuid not null references specialists on delete cascade,
  modality text not null check (modality in ('in_person', 'video')),
  stars integer not null check (stars between 1 and 5),
  body text not null check (length(body) <= 2000),
  author text not null,
  took_place_on date not null,
  status text not null default 'published' check (status in ('published', 'hidden')),
  answer text check (length(answer) <= 2000),
  created_at timestamptz not null,
  constraint one_review_per_appointment unique (appointment_id)
);
create index reviews_by_specialist on reviews (specialist_id, created_at desc) where status = 'published';
comment on column reviews.author is 'first name and initial, never the full name (R1)';

create table technical_ratings (
  appointment_id uuid primary key references appointments on delete cascade,
  rating integer not null check (rating between 1 and 5),
  trouble text not null default '' check (length(trouble) <= 1000),
  created_at timestamptz not null
);
