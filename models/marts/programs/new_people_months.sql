-- One row per organization (or all), program (or all) and month: people new there, each once.
with participations as (
    select * from {{ ref('program_participations') }}
    where is_new
),

people as (
    select
        coalesce(organization_id, 'all') as organization_id,
        coalesce(program_code, 'all') as program_code,
        month_date,
        person_id
    from participations
    group by grouping sets (
        (organization_id, program_code, month_date, person_id),
        (organization_id, month_date, person_id),
        (program_code, month_date, person_id),
        (month_date, person_id)
    )
),

followed as (
    select
        *,
        month_date = max(month_date) over same_person as is_last
    from people
    window same_person as (partition by organization_id, program_code, person_id)
)

select
    organization_id,
    program_code,
    month_date,
    count(*) as new_people_count,
    count(*) filter (where is_last) as last_new_people_count
from followed
group by organization_id, program_code, month_date
