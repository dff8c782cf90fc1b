-- One row per stage: how many people ever reached it.
select
    stage_code,
    stage_name,
    stage_rank,
    sum(people_count)::bigint as people
from marts.stage_months
group by stage_code, stage_name, stage_rank
order by stage_rank
limit 50
