-- One row per person who ever completed a shift: how active a volunteer they are now.
with interactions as (
    select * from {{ ref('interactions') }}
    where occurred_at is not null
),

statuses as (
    select * from {{ ref('volunteer_statuses') }}
),

known as (
    select max(received_at) as known_until_at from interactions
),

shifts as (
    select * from interactions
    where interaction_type_code = 'attendance'
),

-- How many shifts each person completed within each status's window, which ends with what we know.
recent as (
    select
        shifts.person_id,
        statuses.volunteer_status_code,
        statuses.status_rank,
        statuses.required_count,
        count(*) filter (
            where known.known_until_at
            <= {{ days_after('shifts.occurred_at', 'statuses.window_days') }}
        ) as recent_shift_count,
        count(*) as shift_count,
        max(shifts.occurred_at) as last_shift_at
    from shifts
    cross join statuses
    cross join known
    group by
        shifts.person_id, statuses.volunteer_status_code, statuses.status_rank,
        statuses.required_count
),

met as (
    select
        recent.*,
        row_number() over (partition by person_id order by status_rank) as place
    from recent
    where recent_shift_count >= required_count
)

select
    person_id,
    volunteer_status_code,
    recent_shift_count,
    shift_count,
    last_shift_at
from met
where place = 1
