-- Whose programs there are to show.
select distinct organization_id
from marts.program_360
order by organization_id
