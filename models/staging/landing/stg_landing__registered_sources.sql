-- One row per source of the registry: since when it is there.
{{ config(materialized='view') }}
with sources as (
    select * from {{ source('landing', 'registered_sources') }}
)

select
    source_id,
    registered_at
from sources
