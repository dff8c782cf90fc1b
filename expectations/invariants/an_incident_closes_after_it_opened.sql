-- No incident is closed before it opened, and none is due before either.
select incident_id
from {{ ref('incidents') }}
where closed_at < opened_at or due_at < opened_at
