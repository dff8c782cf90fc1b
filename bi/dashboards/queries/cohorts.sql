-- One row per cohort, of an organization (or all, null): how many are in it, and what is withheld.
with withheld as (
    select
        cohort_code,
        count(*) as cells,
        count(*) filter (where is_withheld) as withheld_cells
    from marts.cohort_counts
    where month_date > (select max(month_date) from marts.program_360) - make_interval(months => %(months)s)
    group by cohort_code
)
select distinct
    cohort_code,
    cohorts.cohort_organization_count as organizations,
    cohorts.needed_organization_count as needed_organizations,
    coalesce(withheld.cells, 0) as cells,
    coalesce(withheld.withheld_cells, 0) as withheld_cells
from marts.organization_cohorts as cohorts
left join withheld using (cohort_code)
where cohorts.organization_id = %(organization_id)s or %(organization_id)s is null
order by cohort_code
limit 50
