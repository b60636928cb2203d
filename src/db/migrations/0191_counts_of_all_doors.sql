-- Not the API alone counts who asks how often: links that nobody was given, sockets of nobody (quality 43, fault 29).
alter table api_usage rename to door_counts;
alter index api_usage_by_age rename to door_counts_by_age;
comment on column door_counts.bucket is 'keyed hash of what is counted and of a token''s id, an account or an address; none of them is kept';
