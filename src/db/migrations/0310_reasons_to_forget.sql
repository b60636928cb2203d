-- Which reasons have been kept long enough is asked every hour, and read every appointment there ever was, four times: 26 s of
-- processor over five million, while no hold ended and no listing was computed (docs/decisions/0070).
create index reasons_kept on appointments (ends_at) where reason_sealed is not null;
create index reasons_in_vain on appointments (ends_at) where reason_sealed is not null and status in ('cancelled', 'no_show', 'expired');
