-- One row per person, stage they have reached and thing done that it took.
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

-- What counts towards a stage, in order, with when the first of as many as it asks for was done.
done as (
    select
        interactions.*,
        stages.stage_code,
        stages.stage_rank,
        stages.required_count,
        stages.window_days,
        row_number() over in_order as step,
        lag(interactions.occurred_at, stages.required_count - 1) over in_order as begun_at
    from interactions
    inner join stage_interactions
        on interactions.interaction_type_code = stage_interactions.interaction_type_code
        and (
            stage_interactions.role_code is null
            or interactions.role_code = stage_interactions.role_code
        )
    inner join stages on stage_interactions.stage_code = stages.stage_code
    window in_order as (
        partition by interactions.person_id, stages.stage_code
        order by
            interactions.occurred_at, interactions.source_id, interactions.record_type,
            interactions.record_id, interactions.interaction_type_code
    )
),

-- Enough: this one and the required ones before it lie within the window, its ends included.
entered as (
    select
        done.*,
        min(case
            when window_days is null and begun_at is not null then step
            when occurred_at <= {{ days_after('begun_at', 'window_days') }} then step
        end) over (partition by person_id, stage_code) as entry_step
    from done
)

select
    person_id,
    stage_code,
    stage_rank,
    cast(step - entry_step + required_count as integer) as step_rank,
    step = entry_step as is_entry,
    occurred_at,
    organization_id,
    program_code,
    interaction_type_code,
    source_id,
    tool,
    record_type,
    record_id,
    attribution_raw
from entered
where step between entry_step - required_count + 1 and entry_step
