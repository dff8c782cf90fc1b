-- Whose programs there are to show.
select organization_id, replace(initcap(replace(organization_id, '_', ' ')), ' And ', ' and ') as organization_name
from marts.program_360
group by organization_id
order by organization_id
limit 200
