-- One row per person and destination whose record there a steward has to point out.
{{ config(indexes=[{'columns': ['fact_count']}]) }}
with facts as (
    select
        *,
        row_number() over (
            partition by destination_id, person_id order by occurred_at desc, fact_key
        ) as place
    from {{ ref('sync_facts') }}
    where disposition_code in ('several_matches', 'doubtful_match')
)

-- By how much hangs on it: the most facts first.
select
    destination_id,
    person_id,
    max(disposition_code) as disposition_code,
    count(*) as fact_count,
    max(target_count) as target_count,
    min(match_confidence_share) as match_confidence_share,
    max(occurred_at) as last_at,
    max(source_id) filter (where place = 1) as source_id,
    max(tool) filter (where place = 1) as tool,
    max(record_type) filter (where place = 1) as record_type,
    max(record_id) filter (where place = 1) as record_id
from facts
group by destination_id, person_id
