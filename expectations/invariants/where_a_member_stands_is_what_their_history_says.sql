-- The stage a summary names is the highest of those entered and not left; and each person with
-- a history has one summary.
with summaries as (
    select * from {{ ref('member_summaries') }}
),

periods as (
    select * from {{ ref('member_stage_periods') }}
),

reached as (
    select
        person_id,
        max(stage_rank) filter (where left_at is null) as current_stage_rank,
        max(stage_rank) as highest_stage_rank,
        min(entered_at) as first_at
    from periods
    group by person_id
)

select
    reached.person_id, reached.current_stage_rank, summaries.current_stage_rank as said_stage_rank
from reached
left join summaries on reached.person_id = summaries.person_id
where reached.current_stage_rank is distinct from summaries.current_stage_rank
    or reached.highest_stage_rank is distinct from summaries.highest_stage_rank
    or reached.first_at is distinct from summaries.first_touch_at
