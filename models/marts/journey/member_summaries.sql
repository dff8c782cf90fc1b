-- One row per person anything has happened with: where they stand on their journey.
with interactions as (
    select * from {{ ref('interactions') }}
),

journeys as (
    select * from {{ ref('member_journeys') }}
),

stages as (
    select * from {{ ref('journey_stages') }}
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
),

highest as (
    select
        person_id,
        max(stage_rank) as stage_rank
    from journeys
    group by person_id
)

select
    counted.person_id,
    stages.stage_code as current_stage_code,
    stages.stage_rank as current_stage_rank,
    volunteers.volunteer_status_code,
    first_contacts.entered_at as first_touch_at,
    first_contacts.source_id as first_touch_source_id,
    first_contacts.tool as first_touch_tool,
    first_contacts.record_type as first_touch_record_type,
    first_contacts.record_id as first_touch_record_id,
    first_contacts.program_code as first_touch_program_code,
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
left join highest on counted.person_id = highest.person_id
left join stages on highest.stage_rank = stages.stage_rank
left join journeys as first_contacts
    on counted.person_id = first_contacts.person_id
    and first_contacts.stage_rank = 1
left join gaps on counted.person_id = gaps.person_id
left join volunteers on counted.person_id = volunteers.person_id
