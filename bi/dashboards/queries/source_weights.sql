-- One row per source and kind of what it tells: the mean weight of its kinds of record.
select
    source_id,
    kind_code,
    avg(weight_share) as weight_share
from marts.source_scorecard
where kind_code is not null and weight_share is not null
group by source_id, kind_code
order by source_id, kind_code
limit 500
