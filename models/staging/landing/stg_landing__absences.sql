-- One row per record that the newest whole export of its table no longer holds.
{{ config(materialized='view') }}
with absent_records as (
    select * from {{ source('landing', 'absent_records') }}
    where tool in ('{{ var("tools").keys() | join("', '") }}')
)

select
    source_id,
    tool,
    record_type,
    record_id,
    false as is_record_id_minted,
    cast(null as text) as origin_system,
    cast(null as text) as origin_id,
    cast(null as text) as collected_by_type,
    cast(null as text) as collected_by_id,
    cast(null as timestamptz) as collected_at,
    extracted_at as received_at,
    loaded_at,
    method,
    file_id,
    0 as file_row,
    cast(null as text) as rejected_columns,
    record_type as about_record_type,
    record_id as about_record_id,
    'absent' as status_raw,
    extracted_at as changed_at
from absent_records
