-- One row each time that what is known of a thing done at a destination changed.
{{ config(materialized='view') }}
with sync_verdicts as (
    select * from {{ source('landing', 'sync_verdicts') }}
)

-- Of several records that show it, the first is named.
select
    cast(verdict_id as text) as verdict_id,
    cast(intent_id as text) as intent_id,
    verdict_code,
    their_record_ids[1] as their_record_id,
    cardinality(their_record_ids) as their_record_count,
    decided_at
from sync_verdicts
