-- One row per time for which the marts were kept as they were.
{{ config(materialized='ephemeral') }}
with publications as (
    select * from {{ ref('stg_landing__publications') }}
),

followed as (
    select
        *,
        lead(tried_at) over (order by tried_at) as next_at
    from publications
)

select
    reason as subject_name,
    tried_at as opened_at,
    next_at as closed_at
from followed
where not is_published
