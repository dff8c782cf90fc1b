-- One row per decision that a steward wrote down with `kith review`.
{{ config(materialized='view') }}
with decisions as (
    select * from {{ source('landing', 'steward_decisions') }}
)

select
    cast(decision_id as text) as decision_id,
    left_record_key,
    right_record_key,
    decision_code,
    decided_by,
    decided_at,
    reason
from decisions
