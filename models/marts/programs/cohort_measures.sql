-- One row per cohort, program, month and measure: where the middle half of its organizations lies.
with program_360 as (
    select * from {{ ref('program_360') }}
),

cohorts as (
    select * from {{ ref('organization_cohorts') }}
),

measured as (
    select
        cohorts.cohort_code, program_360.program_code, program_360.month_date,
        measures.measure_code,
        cast(measures.part as numeric) / measures.whole as met_share
    from program_360
    inner join cohorts on program_360.organization_id = cohorts.organization_id
    cross join
        lateral (
            values
            ('contact', program_360.contact_count, program_360.attempt_count),
            ('conversation', program_360.conversation_count, program_360.contact_count),
            ('show', program_360.show_count, program_360.show_count + program_360.flake_count),
            ('new_people', program_360.new_people_count, program_360.people_count),
            ('reach', program_360.people_reached_count, program_360.people_count)
        ) as measures (measure_code, part, whole)
    where measures.whole >= {{ limit_of('program_limits', 'cohort_people') }}
        and program_360.people_count >= {{ limit_of('program_limits', 'cohort_people') }}
)

select
    cohort_code,
    program_code,
    month_date,
    measure_code,
    count(*) as organization_count,
    {{ quartile_of('met_share', 1) }} as lower_quartile_share,
    {{ quartile_of('met_share', 2) }} as median_share,
    {{ quartile_of('met_share', 3) }} as upper_quartile_share
from measured
group by cohort_code, program_code, month_date, measure_code
having count(*) >= {{ limit_of('program_limits', 'cohort_organizations') }}
