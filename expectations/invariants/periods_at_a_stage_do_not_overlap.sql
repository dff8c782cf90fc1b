-- Whoever enters a stage again has left it before, and left it after they entered it.
with periods as (
    select * from {{ ref('member_stage_periods') }}
),

in_order as (
    select
        person_id, stage_code, period_rank, entered_at, left_at,
        lead(entered_at) over (partition by person_id, stage_code order by period_rank)
            as next_entered_at,
        lead(period_rank) over (partition by person_id, stage_code order by period_rank)
            as next_period_rank
    from periods
)

select person_id, stage_code, period_rank, entered_at, left_at, next_entered_at
from in_order
where left_at <= entered_at
    or next_period_rank <> period_rank + 1
    or next_period_rank is not null and (left_at is null or next_entered_at <= left_at)
