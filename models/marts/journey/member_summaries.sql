-- One row per person anything has happened with: where they stand on their journey.
with interactions as (
    select * from {{ ref('interactions') }}
),

standings as (
    select * from {{ ref('member_standings') }}
),

journeys as (
    select * from {{ ref('member_journeys') }}
    where stage_rank = 1
),

first_actions as (
    select * from {{ ref('member_first_actions') }}
),

gaps as (
    select
        person_id,
        count(*) as gap_count,
        bool_or(returned_at is null) as is_lapsed
    from {{ ref('member_gaps') }}
    group by person_id
),

volunteers as (
    select * from {{ ref('volunteer_activity') }}
),

counted as (
    select
        person_id,
        count(*) as interaction_count,
        count(*) filter (where is_own_activity) as own_activity_count,
        count(distinct program_code) as program_count,
        count(distinct tool) as tool_count,
        count(distinct organization_id) as organization_count,
        max(occurred_at) filter (where is_own_activity) as last_active_at,
        max(occurred_at) as last_interaction_at
    from interactions
    group by person_id
)

select
    counted.person_id,
    standings.current_stage_code,
    standings.current_stage_rank,
    standings.highest_stage_code,
    standings.highest_stage_rank,
    standings.assessed_stage_code,
    standings.assessed_at,
    standings.assessed_by_person_id,
    volunteers.volunteer_status_code,
    journeys.entered_at as first_touch_at,
    journeys.source_id as first_touch_source_id,
    journeys.tool as first_touch_tool,
    journeys.record_type as first_touch_record_type,
    journeys.record_id as first_touch_record_id,
    journeys.program_code as first_touch_program_code,
    first_actions.first_action_at,
    first_actions.second_action_at,
    first_actions.second_action_days,
    counted.last_active_at,
    counted.last_interaction_at,
    counted.interaction_count,
    counted.own_activity_count,
    counted.program_count,
    counted.tool_count,
    counted.organization_count,
    coalesce(gaps.gap_count, 0) as gap_count,
    coalesce(gaps.is_lapsed, false) as is_lapsed
from counted
left join standings on counted.person_id = standings.person_id
left join journeys on counted.person_id = journeys.person_id
left join first_actions on counted.person_id = first_actions.person_id
left join gaps on counted.person_id = gaps.person_id
left join volunteers on counted.person_id = volunteers.person_id
