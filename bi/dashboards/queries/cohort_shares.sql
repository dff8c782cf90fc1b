-- One row per cohort, measure and program of the newest month told: where the middle half of its
-- organizations lies, and where the one asked about does (null: none was).
with cohorts as (
    select distinct cohort_code
    from marts.organization_cohorts
    where organization_id = %(organization_id)s or %(organization_id)s is null
),
newest as (
    select cohort_code, max(month_date) as month_date
    from marts.cohort_measures
    where month_date < date_trunc('month', now())
    group by cohort_code
)
select
    measures.cohort_code,
    measures.program_code,
    measures.month_date,
    measures.measure_code,
    measures.organization_count as organizations,
    measures.lower_quartile_share as low,
    measures.median_share as middle,
    measures.upper_quartile_share as high,
    case measures.measure_code
        when 'contact' then own.contact_count::numeric / nullif(own.attempt_count, 0)
        when 'conversation' then own.conversation_count::numeric / nullif(own.contact_count, 0)
        when 'show' then own.show_count::numeric / nullif(own.show_count + own.flake_count, 0)
        when 'new_people' then own.new_people_count::numeric / nullif(own.people_count, 0)
        when 'reach' then own.people_reached_count::numeric / nullif(own.people_count, 0)
    end as own
from marts.cohort_measures as measures
inner join cohorts using (cohort_code)
inner join newest using (cohort_code, month_date)
left join marts.program_360 as own
    on own.organization_id = %(organization_id)s
    and own.program_code = measures.program_code
    and own.month_date = measures.month_date
order by measures.cohort_code, measures.measure_code, measures.program_code
limit 500
