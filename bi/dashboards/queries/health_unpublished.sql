-- One row per open incident that is no source's: what was built last was not published.
select opened_at, fixes_contact
from marts.incidents
where is_open and is_blocking and source_id is null
order by opened_at
