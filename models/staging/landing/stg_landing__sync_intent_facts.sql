-- One row per thing to be done at a destination and fact that it carries.
{{ config(materialized='view') }}
with sync_intent_facts as (
    select * from {{ source('landing', 'sync_intent_facts') }}
)

select
    cast(intent_id as text) as intent_id,
    destination_id,
    fact_key,
    content_version,
    released_at
from sync_intent_facts
