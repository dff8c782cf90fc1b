-- One row per person anything dated happened with: the stage they stand at, or are said to.
{{ config(materialized='ephemeral') }}
with periods as (
    select * from {{ ref('member_stage_periods') }}
),

assessments as (
    select * from {{ ref('member_assessments') }}
),

stages as (
    select * from {{ ref('journey_stages') }}
),

reached as (
    select
        person_id,
        max(stage_rank) as highest_stage_rank,
        max(stage_rank) filter (where left_at is null) as current_stage_rank
    from periods
    group by person_id
),

-- The newest word counts; of two at one time the one that thinks more of them.
assessed as (
    select distinct on (person_id) * from assessments
    order by
        person_id, assessed_at desc nulls last, stage_rank desc, source_id, record_type, record_id
)

select
    reached.person_id,
    current_stages.stage_code as current_stage_code,
    reached.current_stage_rank,
    highest_stages.stage_code as highest_stage_code,
    reached.highest_stage_rank,
    assessed.stage_code as assessed_stage_code,
    assessed.assessed_at,
    assessed.assessed_by_person_id
from reached
left join stages as current_stages on reached.current_stage_rank = current_stages.stage_rank
left join stages as highest_stages on reached.highest_stage_rank = highest_stages.stage_rank
left join assessed on reached.person_id = assessed.person_id
