-- One row per organization, program, month people came to it, and window: who did something next.
with entries as (
    select * from {{ ref('program_entries') }}
),

interactions as (
    select * from {{ ref('interactions') }}
),

windows as (
    select * from {{ ref('conversion_windows') }}
),

known as (
    select max(received_at) as known_until_at from {{ ref('interactions') }}
),

-- The first thing of their own accord after they came, other than the record they came with.
next_actions as (
    select
        entries.person_id,
        entries.organization_id,
        entries.program_code,
        min(interactions.occurred_at) as next_action_at
    from entries
    inner join interactions
        on entries.person_id = interactions.person_id
        and entries.organization_id = interactions.organization_id
        and entries.entered_at < interactions.occurred_at
        and (entries.source_id, entries.record_type, entries.record_id)
        <> (interactions.source_id, interactions.record_type, interactions.record_id)
    where interactions.is_own_activity
    group by entries.person_id, entries.organization_id, entries.program_code
),

-- Whoever came too lately to have had the whole window is not among those counted.
came as (
    select
        entries.*,
        windows.window_days,
        coalesce(
            next_actions.next_action_at
            <= {{ days_after('entries.entered_at', 'windows.window_days') }}, false
        ) as is_converted
    from entries
    cross join windows
    cross join known
    left join next_actions
        on entries.person_id = next_actions.person_id
        and entries.organization_id = next_actions.organization_id
        and entries.program_code = next_actions.program_code
    where {{ days_after('entries.entered_at', 'windows.window_days') }} <= known.known_until_at
)

select
    organization_id,
    program_code,
    month_date,
    window_days,
    count(*) as people_count,
    count(*) filter (where is_converted) as converted_people_count
from came
group by organization_id, program_code, month_date, window_days
