-- The 20 pairs of records with the most facts that wait until a steward says whether they are one
-- person's; of each, how sure it is that they are.
select
    destination_id,
    person_id,
    disposition_code,
    fact_count as facts,
    last_at,
    match_confidence_share as confidence,
    concat_ws('/', one_source_id, one_record_type, one_record_id) as one_record,
    concat_ws('/', destination_id, other_record_type, other_record_id) as other_record
from marts.sync_matches_in_doubt
where destination_id = %(destination_id)s or %(destination_id)s is null
order by fact_count desc
limit 20
