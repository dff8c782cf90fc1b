-- One row per record, file or load that landing set aside.
{{ config(materialized='ephemeral') }}
with loads as (
    select * from {{ ref('stg_landing__loads') }}
),

quarantined_records as (
    select * from {{ ref('stg_landing__quarantined_records') }}
    where is_open
)

select
    'quarantined_record' as exception_type_code, source_id, record_type,
    cast(null as text) as record_id, column_name as subject_name,
    cast(1 as bigint) as affected_count, load_id, file_part_name, file_row, message, advice,
    created_at as first_seen_at
from quarantined_records
union all
select
    'refused_file', source_id, null, null, rule, 1, load_id, file_name, null, message, advice,
    loaded_at
from loads
where not is_landed
union all
select
    'held_load', source_id, null, null, null, 1, load_id, file_name, null, held_reason,
    'Look at the gate''s results, mend the cause at the source, then let the load through.',
    held_at
from loads
where is_held
