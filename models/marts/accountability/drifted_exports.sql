-- One row per source, record type and export with columns that were never there before.
{{ config(materialized='ephemeral') }}
with loads as (
    select * from {{ ref('stg_landing__loads') }}
),

parts as (
    select * from {{ ref('stg_landing__load_parts') }}
),

exports as (
    select
        parts.source_id,
        parts.record_type,
        parts.received_at,
        min(loads.loaded_at) as loaded_at,
        lead(min(loads.loaded_at)) over in_time as next_loaded_at
    from parts
    inner join loads on parts.load_id = loads.load_id
    group by parts.source_id, parts.record_type, parts.received_at
    window in_time as (partition by parts.source_id, parts.record_type order by parts.received_at)
),

new_columns as (
    select * from {{ ref('new_columns') }}
),

drifts as (
    select
        new_columns.*,
        exports.loaded_at,
        {{ days_after('exports.loaded_at', limit_of('incident_limits', 'drift_days')) }}
            as known_at,
        last_exports.next_loaded_at as gone_at
    from new_columns
    inner join exports
        on new_columns.source_id = exports.source_id
        and new_columns.record_type = exports.record_type
        and new_columns.received_at = exports.received_at
    inner join exports as last_exports
        on new_columns.source_id = last_exports.source_id
        and new_columns.record_type = last_exports.record_type
        and new_columns.last_received_at = last_exports.received_at
),

grouped as (
    select
        source_id,
        record_type,
        string_agg(column_name, ', ' order by column_name) as subject_name,
        {{ first_load_id('load_id') }} as load_id,
        min(loaded_at) as opened_at,
        -- The next export may have come before it.
        max(greatest(loaded_at, least(gone_at, known_at))) as ends_at,
        max(affected_count) as affected_count
    from drifts
    group by source_id, record_type, received_at
)

select
    source_id,
    record_type,
    subject_name,
    load_id,
    opened_at,
    case when ends_at <= {{ right_now() }} then ends_at end as closed_at,
    cast(1 as bigint) as file_count,
    affected_count
from grouped
