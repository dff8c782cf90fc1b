-- One row per stage: how many people ever reached it.
select stage_code, stage_rank, count(*) as people
from marts.member_journeys
group by stage_code, stage_rank
order by stage_rank
