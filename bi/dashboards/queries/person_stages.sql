-- One row per period a person stood at a stage; it has no end while they stand there still.
select
    stage_code,
    stage_rank,
    period_rank,
    entered_at,
    left_at,
    tool,
    source_id,
    record_type,
    record_id
from marts.member_stage_periods
where person_id = %(person_id)s
order by stage_rank, entered_at
limit 100
