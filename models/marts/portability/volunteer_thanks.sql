-- One row per volunteer, organization and kind of work they did this week: what to thank them for.
with volunteer_work as (
    select * from {{ ref('volunteer_work') }}
),

thanks_numbers as (
    select * from {{ ref('thanks_numbers') }}
),

organizations as (
    select * from {{ ref('organizations') }}
),

authored_types as (
    select * from {{ ref('authored_types') }}
),

work as (
    select
        volunteer_work.*,
        min(first_recent_at) over everything as back_at,
        max(last_before_at) over everything as away_since_at
    from volunteer_work
    window everything as (partition by person_id, organization_id)
),

-- The largest round number that this week's work took them over.
numbered as (
    select
        work.person_id, work.organization_id, work.authored_type_code,
        max(thanks_numbers.required_count) as round_number_count
    from work
    inner join thanks_numbers
        on thanks_numbers.required_count > work.record_count - work.recent_count
        and thanks_numbers.required_count <= work.record_count
    group by work.person_id, work.organization_id, work.authored_type_code
),

told as (
    select
        work.*,
        numbered.round_number_count,
        work.record_count = work.recent_count as is_first_work,
        coalesce(
            work.back_at
            > {{ days_after('work.away_since_at', limit_of('program_limits', 'return_days')) }},
            false
        ) as is_welcomed_back
    from work
    left join numbered
        on work.person_id = numbered.person_id
        and work.organization_id = numbered.organization_id
        and work.authored_type_code = numbered.authored_type_code
    where work.recent_count > 0
)

select
    told.person_id,
    told.organization_id,
    organizations.organization_name,
    told.authored_type_code,
    authored_types.authored_type_name,
    told.recent_count,
    told.record_count,
    told.round_number_count,
    told.is_first_work,
    told.is_welcomed_back,
    cast(row_number() over (
        partition by told.organization_id
        order by
            told.is_welcomed_back desc, told.is_first_work desc,
            told.round_number_count desc nulls last, told.recent_count desc, told.person_id,
            told.authored_type_code
    ) as integer) as thanks_rank,
    told.last_worked_at
from told
inner join authored_types on told.authored_type_code = authored_types.authored_type_code
left join organizations on told.organization_id = organizations.organization_id
