-- One row per open incident, the overdue and the oldest first.
select
    incident_id,
    incident_type_name,
    source_id,
    message,
    advice,
    opened_at,
    is_overdue,
    fixes_contact
from marts.incidents
where is_open
order by is_overdue desc, opened_at, incident_id
limit 100
