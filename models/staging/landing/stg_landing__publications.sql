-- One row per time at which the marts began or ceased to be kept as they were.
{{ config(materialized='view') }}
with publications as (
    select * from {{ source('landing', 'publications') }}
)

select
    cast(publication_id as text) as publication_id,
    tried_at,
    is_published,
    reason
from publications
