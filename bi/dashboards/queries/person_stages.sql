-- One row per stage a person reached.
select stage_code, stage_rank, entered_at
from marts.member_journeys
where person_id = %(person_id)s
order by stage_rank
