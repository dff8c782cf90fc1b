-- One row per person, stage and thing done that counts towards it, whether or not it was enough.
{{ config(materialized='ephemeral') }}
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

in_order as (
    select
        interactions.*,
        stages.stage_code,
        stages.stage_rank,
        stages.required_count,
        stages.window_days,
        stages.kept_days,
        cast(row_number() over one_by_one as integer) as place_rank,
        lag(interactions.occurred_at) over one_by_one as previous_at
    from interactions
    inner join stage_interactions
        on interactions.interaction_type_code = stage_interactions.interaction_type_code
        and (
            stage_interactions.role_code is null
            or interactions.role_code = stage_interactions.role_code
        )
    inner join stages on stage_interactions.stage_code = stages.stage_code
    window one_by_one as (
        partition by interactions.person_id, stages.stage_code
        order by
            interactions.occurred_at, interactions.source_id, interactions.record_type,
            interactions.record_id, interactions.interaction_type_code
    )
)

-- Whoever does nothing of the kind for longer than a stage is kept begins anew: another spell.
select
    in_order.*,
    cast(count(*) filter (
        where occurred_at > {{ days_after('previous_at', 'kept_days') }}
    ) over (partition by person_id, stage_code order by place_rank) as integer) as spell_rank
from in_order
