-- Whoever is on a list is in the universe of its program and month, with those reached out to.
with targets as (
    select distinct organization_id, program_code, month_date, person_id
    from {{ ref('program_targets') }}
),

program_360 as (
    select * from {{ ref('program_360') }}
),

listed as (
    select
        organization_id,
        program_code,
        month_date,
        count(*) as listed_count
    from targets
    group by organization_id, program_code, month_date
)

select
    listed.organization_id,
    listed.program_code,
    listed.month_date
from listed
left join program_360
    on listed.organization_id = program_360.organization_id
    and listed.program_code = program_360.program_code
    and listed.month_date = program_360.month_date
where program_360.universe_count is null
    or program_360.universe_count < listed.listed_count
    or program_360.universe_count > listed.listed_count + program_360.people_count
