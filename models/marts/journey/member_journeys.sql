-- One row per person and stage they have reached, dated by what took them there.
with interactions as (
    select * from {{ ref('interactions') }}
    where occurred_at is not null
),

stages as (
    select * from {{ ref('journey_stages') }}
),

stage_interactions as (
    select * from {{ ref('journey_stage_interactions') }}
),

steps as (
    select
        interactions.*,
        stages.stage_code,
        stages.stage_rank,
        stages.required_count,
        stages.window_days,
        row_number() over (
            partition by interactions.person_id, stages.stage_code
            order by
                interactions.occurred_at, interactions.source_id, interactions.record_type,
                interactions.record_id, interactions.interaction_type_code
        ) as step
    from interactions
    inner join stage_interactions
        on interactions.interaction_type_code = stage_interactions.interaction_type_code
        and (
            stage_interactions.role_code is null
            or interactions.role_code = stage_interactions.role_code
        )
    inner join stages on stage_interactions.stage_code = stages.stage_code
),

-- Enough steps: this one and the required ones before it lie within the window, its ends included.
qualifying as (
    select
        steps.*,
        row_number() over (
            partition by steps.person_id, steps.stage_code
            order by steps.step
        ) as occasion
    from steps
    inner join steps as first_steps
        on steps.person_id = first_steps.person_id
        and steps.stage_code = first_steps.stage_code
        and steps.step = first_steps.step + steps.required_count - 1
    where steps.window_days is null
        or steps.occurred_at <= {{ days_after('first_steps.occurred_at', 'steps.window_days') }}
)

select
    person_id,
    stage_code,
    stage_rank,
    occurred_at as entered_at,
    organization_id,
    program_code,
    interaction_type_code,
    source_id,
    tool,
    record_type,
    record_id,
    attribution_raw
from qualifying
where occasion = 1
