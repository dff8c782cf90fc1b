-- One row per organization (or all), program (or all) and month: people reached there, each once.
with participations as (
    select * from {{ ref('program_participations') }}
    where is_reached
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
)

select
    organization_id,
    program_code,
    month_date,
    count(*) as people_reached_count
from people
group by organization_id, program_code, month_date
