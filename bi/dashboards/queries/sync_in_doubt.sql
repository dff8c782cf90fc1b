-- The 20 people with the most facts that wait until a steward says who they are at a destination.
select
    destination_id,
    person_id,
    disposition_code,
    fact_count as facts,
    last_at,
    source_id,
    record_type,
    record_id
from marts.sync_matches_in_doubt
where destination_id = %(destination_id)s or %(destination_id)s is null
order by fact_count desc
limit 20
