-- One row per source and shape it tells: how many rows, and how many of them have no id of its own.
{{ config(materialized='ephemeral') }}
with told as (
    {{ told_rows() }}
)

select
    source_id,
    tool,
    shape_code,
    record_count,
    minted_id_count
from told
