-- One row per source, record type and column that an export held and none before it did.
with parts as (
    select * from {{ ref('stg_landing__load_parts') }}
),

-- What the first export held that came by a file, or by the API, nobody expected to be otherwise.
begun as (
    select
        source_id,
        record_type,
        method,
        min(received_at) as received_at
    from parts
    group by source_id, record_type, method
),

-- Tools write a column's name in one way into files and in another into what the API tells.
named as (
    select
        parts.*,
        told.column_name,
        coalesce(
            nullif(regexp_replace(lower(told.column_name), '[^0-9a-z]', '', 'g'), ''),
            told.column_name
        ) as column_key,
        case when parts.received_at = begun.received_at then parts.received_at end as begun_at
    from parts
    cross join unnest(parts.undeclared_names) as told (column_name)
    inner join begun
        on parts.source_id = begun.source_id
        and parts.record_type = begun.record_type
        and parts.method = begun.method
)

select
    source_id,
    record_type,
    (array_agg(column_name order by received_at, column_name))[1] as column_name,
    min(received_at) as received_at,
    max(received_at) as last_received_at,
    {{ first_load_id('load_id') }} as load_id,
    {{ total('records_read_count') }} as affected_count
from named
group by source_id, record_type, column_key
having min(received_at) < coalesce(min(begun_at), 'infinity')
