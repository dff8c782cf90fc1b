-- One row per record that facts are about and destination, with whose record there the person has.
with pairs as (
    select * from {{ ref('match_pairs') }}
)

select
    destination_id,
    source_id,
    person_record_type,
    person_record_id,
    person_id,
    count(distinct target_record_id) filter (where is_current) as target_count,
    case
        when count(distinct target_record_id) filter (where is_current) = 1
            then min(target_record_id) filter (where is_current)
    end as target_record_id,
    cast(max(confidence_share) filter (where is_current) as numeric(5, 4)) as match_confidence_share
from pairs
group by destination_id, source_id, person_record_type, person_record_id, person_id
