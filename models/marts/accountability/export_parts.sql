-- One row per source, record type and export: what came, what was set aside, what was let in.
{{ config(materialized='ephemeral') }}
with loads as (
    select * from {{ ref('stg_landing__loads') }}
    where is_landed and superseded_by_id is null
),

parts as (
    select * from {{ ref('stg_landing__load_parts') }}
),

tables as (
    select * from {{ ref('declared_tables') }}
),

sources as (
    select * from {{ ref('sources') }}
),

exports as (
    select
        parts.source_id,
        parts.record_type,
        parts.received_at,
        {{ first_load_id('parts.load_id') }} as load_id,
        min(loads.loaded_at) as loaded_at,
        min(loads.held_at) as held_at,
        case when bool_and(loads.is_released) then max(loads.released_at) end as released_at,
        case
            when bool_and(loads.is_released or loads.dismissed_at is not null)
                then max(coalesce(loads.released_at, loads.dismissed_at))
        end as settled_at,
        max(loads.held_reason) as held_reason,
        count(distinct parts.load_id) as file_count,
        {{ total('parts.records_read_count') }} as records_read_count,
        {{ total('parts.records_quarantined_count') }} as records_quarantined_count
    from parts
    inner join loads on parts.load_id = loads.load_id
    group by parts.source_id, parts.record_type, parts.received_at
)

select
    exports.*,
    coalesce(tables.snapshot_code = 'full', false) as is_full,
    exports.records_read_count = exports.records_quarantined_count
    and lag(exports.records_read_count > exports.records_quarantined_count, 1, false)
        over (partition by exports.source_id, exports.record_type order by exports.received_at)
        as is_emptied
from exports
inner join sources on exports.source_id = sources.source_id
left join tables
    on sources.tool = tables.tool and exports.record_type = tables.record_type
