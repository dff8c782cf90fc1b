-- One row per step of an attempt to do a thing at a destination.
{{ config(materialized='view') }}
with sync_attempts as (
    select * from {{ source('landing', 'sync_attempts') }}
)

select
    cast(attempt_id as text) as attempt_id,
    cast(intent_id as text) as intent_id,
    outcome_code,
    noted_at,
    reason_code,
    their_id
from sync_attempts
