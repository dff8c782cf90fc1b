-- One row per record set aside, without its bytes.
with quarantine as (
    -- By name: a builder may not read the bytes.
    select
        quarantine_id, load_id, source_id, record_type, part, line, column_name, rule, message,
        advice, status, created_at, resolved_at
    from {{ source('landing', 'quarantine') }}
)

select
    cast(quarantine_id as text) as quarantine_id,
    cast(load_id as text) as load_id,
    source_id,
    record_type,
    part as file_part_name,
    cast(line as integer) as file_row,
    column_name,
    rule,
    message,
    advice,
    status = 'open' as is_open,
    created_at,
    resolved_at
from quarantine
