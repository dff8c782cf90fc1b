-- One row per source, record type and column that an export held and none before it did.
with parts as (
    select * from {{ ref('stg_landing__load_parts') }}
),

-- What the first export held, nobody expected to be otherwise.
begun as (
    select
        source_id,
        record_type,
        min(received_at) as received_at
    from parts
    group by source_id, record_type
)

select
    parts.source_id,
    parts.record_type,
    told.column_name,
    min(parts.received_at) as received_at,
    max(parts.received_at) as last_received_at,
    {{ first_load_id('parts.load_id') }} as load_id,
    {{ total('parts.records_read_count') }} as affected_count
from parts
cross join unnest(parts.undeclared_names) as told (column_name)
inner join begun
    on parts.source_id = begun.source_id and parts.record_type = begun.record_type
group by parts.source_id, parts.record_type, told.column_name
having min(parts.received_at) > min(begun.received_at)
