-- One row per file that arrived, landed or refused.
with loads as (
    select * from {{ source('landing', 'loads') }}
)

select
    cast(load_id as text) as load_id,
    source_id,
    file_id,
    file_name,
    file_stem,
    method,
    extracted_at as received_at,
    exported_at,
    loaded_at,
    status = 'landed' as is_landed,
    is_news,
    status = 'landed' and released_at is not null as is_released,
    released_at is null and held_at is not null and dismissed_at is null as is_held,
    superseded_by_load_id is not null as is_superseded,
    records_read as records_read_count,
    records_landed as records_landed_count,
    records_unchanged as records_unchanged_count,
    records_quarantined as records_quarantined_count,
    records_suppressed as records_suppressed_count,
    rule,
    message,
    advice,
    released_at,
    held_at,
    held_reason,
    dismissed_at,
    cast(superseded_by_load_id as text) as superseded_by_id
from loads
