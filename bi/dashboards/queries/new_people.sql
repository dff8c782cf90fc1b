-- At most one row: people new in the period to an organization, or (null) to any, each once.
select sum(last_new_people_count)::bigint as new_people
from marts.new_people_months
where organization_id = coalesce(%(organization_id)s, 'all')
    and program_code = 'all'
    and month_date > (select max(month_date) from marts.program_360) - make_interval(months => %(months)s)
group by organization_id
limit 1
