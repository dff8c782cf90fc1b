-- One row per approval of what a build would change about people.
{{ config(materialized='view') }}
with approvals as (
    select * from {{ source('landing', 'change_approvals') }}
)

select
    cast(approval_id as text) as approval_id,
    changes_key,
    approved_by,
    approved_at,
    reason
from approvals
