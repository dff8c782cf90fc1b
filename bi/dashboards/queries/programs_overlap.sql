-- One row per pair of programs: how many people both reached.
with names as (
    select distinct program_code, program_name
    from marts.program_360
),
people as (
    select person_id, array_agg(distinct program_name) as programs
    from marts.program_participations
    inner join names using (program_code)
    where is_reached
        and (organization_id = %(organization_id)s or %(organization_id)s is null)
        and month_date >= %(first_month)s
    group by person_id
),
sets as (
    select programs, count(*) as people
    from people
    group by programs
)
select program, other_program, sum(people)::bigint as people
from sets
cross join unnest(programs) as program
cross join unnest(programs) as other_program
group by program, other_program
order by program, other_program
