-- One row per person and cycle in which they did something of their own accord.
with activities as (
    select * from {{ ref('interactions') }}
    where is_own_activity and local_date is not null
),

cycles as (
    select
        *,
        cast(row_number() over (order by since_date) as integer) as cycle_rank
    from {{ ref('election_cycles') }}
),

stays as (
    select * from {{ ref('member_stage_periods') }}
),

stages as (
    select * from {{ ref('journey_stages') }}
),

counted as (
    select
        activities.person_id,
        cycles.cycle_code,
        cycles.cycle_rank,
        min(activities.occurred_at) as first_active_at,
        max(activities.occurred_at) as last_active_at,
        count(*) as own_activity_count,
        count(distinct activities.tool) as tool_count
    from activities
    inner join cycles on activities.local_date between cycles.since_date and cycles.until_date
    group by activities.person_id, cycles.cycle_code, cycles.cycle_rank
),

-- Where they stood at any time between the first and the last thing they did in the cycle.
stood as (
    select
        counted.person_id,
        counted.cycle_code,
        max(stays.stage_rank) as stage_rank
    from counted
    inner join stays
        on counted.person_id = stays.person_id
        and counted.last_active_at >= stays.entered_at
        and (stays.left_at is null or counted.first_active_at < stays.left_at)
    group by counted.person_id, counted.cycle_code
),

followed as (
    select
        *,
        lag(cycle_code) over same_person as previous_cycle_code,
        cycle_rank - lag(cycle_rank) over same_person - 1 as missed_cycle_count
    from counted
    window same_person as (partition by person_id order by cycle_rank)
)

select
    followed.person_id,
    followed.cycle_code,
    followed.cycle_rank,
    followed.first_active_at,
    followed.last_active_at,
    followed.own_activity_count,
    followed.tool_count,
    stages.stage_code as cycle_stage_code,
    followed.previous_cycle_code,
    followed.missed_cycle_count,
    coalesce(followed.missed_cycle_count > 0, false) as is_cycle_return
from followed
left join stood
    on followed.person_id = stood.person_id and followed.cycle_code = stood.cycle_code
left join stages on stood.stage_rank = stages.stage_rank
