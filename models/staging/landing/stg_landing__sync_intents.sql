-- One row per thing to be done at a destination, with what its newest attempt says.
{{ config(materialized='view') }}
with sync_intents as (
    select * from {{ source('landing', 'sync_intents') }}
)

select
    cast(intent_id as text) as intent_id,
    cast(plan_id as text) as plan_id,
    destination_id,
    effect_key,
    effect_type_code,
    created_at,
    state_code,
    attempt_count,
    sent_at,
    ended_at
from sync_intents
