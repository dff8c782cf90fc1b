-- One row per record, file, load or source that landing set aside.
{{ config(materialized='ephemeral') }}
with loads as (
    select * from {{ ref('stg_landing__loads') }}
),

sources as (
    select * from {{ ref('sources') }}
),

-- Their rows are in no model: nobody says whose they are, nor in which time zone they were told.
unregistered as (
    select
        loads.source_id,
        {{ total('loads.records_landed_count') }} as affected_count,
        min(loads.loaded_at) as first_seen_at
    from loads
    left join sources on loads.source_id = sources.source_id
    where loads.is_landed and sources.source_id is null
    group by loads.source_id
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
union all
select
    'unregistered_source', source_id, null, null, null, affected_count, null, null, null,
    'The registry has no such source, so that what landed of it is kept but in no model.',
    'Unless it is meant to be gone, put its line back into seeds/registry/sources.csv: kith up.',
    first_seen_at
from unregistered
