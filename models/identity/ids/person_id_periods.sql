-- One row per person record and time during which it had one person id.
{{ config(materialized='view') }}
with history as (
    select * from {{ ref('person_id_history') }}
),

later as (
    select * from {{ ref('person_id_history') }}
)

-- A lookup for each row, so that asking for one id or record reads only that.
select
    history.record_key,
    history.person_id,
    history.valid_from_at,
    (
        select min(later.valid_from_at)
        from later
        where later.record_key = history.record_key and later.run_number > history.run_number
    ) as valid_to_at
from history
