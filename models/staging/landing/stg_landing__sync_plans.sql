-- One row per plan of what is passed on to a destination.
{{ config(materialized='view') }}
with sync_plans as (
    select * from {{ source('landing', 'sync_plans') }}
)

select
    cast(plan_id as text) as plan_id,
    destination_id,
    made_at,
    effect_count,
    is_approval_needed,
    approved_at
from sync_plans
