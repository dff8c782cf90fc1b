-- One row per day whose hours are kept, the newest first.
select distinct local_date
from marts.program_hours
where organization_id = %(organization_id)s or %(organization_id)s is null
order by local_date desc
limit 20
