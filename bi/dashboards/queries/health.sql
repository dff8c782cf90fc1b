-- One row per question that leaders ask, those not to be trusted first.
select concern_id, concern_name, trust_code, since_at, stale_share, source_count, judged_at
from marts.health
order by array_position(array['no', 'with_care', 'yes'], trust_code), concern_rank
