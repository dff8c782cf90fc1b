-- One row per cohort, program, month and measure: the count, and whether too few stand behind it.
{{ config(materialized='ephemeral') }}
with participations as (
    select * from {{ ref('program_participations') }}
),

cohorts as (
    select * from {{ ref('organization_cohorts') }}
),

counted as (
    select
        cohorts.cohort_code, participations.program_code, participations.month_date,
        measures.measure_code, participations.organization_id, participations.person_id,
        measures.measured
    from participations
    inner join cohorts on participations.organization_id = cohorts.organization_id
    cross join
        lateral (
            values
            ('contact', participations.contact_count),
            ('conversation', participations.conversation_count),
            ('sign_up', participations.sign_up_count),
            ('show', participations.show_count),
            ('action', participations.action_count)
        ) as measures (measure_code, measured)
    where measures.measured > 0
),

-- A cell by program, and the whole of its programs (program_code is null).
cells as (
    select
        cohort_code, program_code, month_date, measure_code,
        {{ total('measured') }} as cell_count,
        count(distinct person_id) as people_count,
        count(distinct organization_id) as organization_count
    from counted
    group by grouping sets (
        (cohort_code, month_date, measure_code, program_code),
        (cohort_code, month_date, measure_code)
    )
),

largest as (
    select
        cohort_code, program_code, month_date, measure_code, organization_id,
        sum(measured) as organization_total
    from counted
    group by grouping sets (
        (cohort_code, month_date, measure_code, organization_id, program_code),
        (cohort_code, month_date, measure_code, organization_id)
    )
)

select
    cells.cohort_code,
    cells.program_code,
    cells.month_date,
    cells.measure_code,
    cells.cell_count,
    cells.people_count < {{ limit_of('program_limits', 'cohort_people') }}
    or cells.organization_count < {{ limit_of('program_limits', 'cohort_organizations') }}
    or max(largest.organization_total)
    > cells.cell_count * {{ limit_of('program_limits', 'cohort_largest_share') }} as is_small
from cells
inner join largest
    on cells.cohort_code = largest.cohort_code
    and cells.month_date = largest.month_date
    and cells.measure_code = largest.measure_code
    and cells.program_code is not distinct from largest.program_code
group by
    cells.cohort_code, cells.program_code, cells.month_date, cells.measure_code, cells.cell_count,
    cells.people_count, cells.organization_count
