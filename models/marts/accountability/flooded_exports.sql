-- One row per source, record type and run of exports of which far too much was set aside.
{{ config(materialized='ephemeral') }}
with exports as (
    select
        *,
        records_quarantined_count >= {{ limit_of('incident_limits', 'flood_records') }}
        and records_quarantined_count
        > records_read_count * {{ limit_of('incident_limits', 'flood_share') }}
            as is_flooded
    from {{ ref('export_parts') }}
    where held_at is null
),

loads as (
    select * from {{ ref('stg_landing__loads') }}
    where superseded_by_id is null
),

records as (
    select * from {{ ref('stg_landing__quarantined_records') }}
),

-- Where what was set aside of an export, in all its files, was landed after all, or dismissed.
settled as (
    select
        records.source_id,
        records.record_type,
        loads.received_at,
        max(records.resolved_at) as settled_at
    from records
    inner join loads on records.load_id = loads.load_id
    group by records.source_id, records.record_type, loads.received_at
    having not bool_or(records.is_open)
),

followed as (
    select
        *,
        min(loaded_at) filter (where not is_flooded) over (
            partition by source_id, record_type order by received_at desc
            rows between unbounded preceding and 1 preceding
        ) as next_good_at
    from exports
),

ended as (
    select
        followed.*,
        -- A good one may have come before an older one that is flooded.
        greatest(
            followed.loaded_at, least(followed.next_good_at, settled.settled_at)
        ) as ends_at,
        followed.next_good_at is not null or settled.settled_at is not null as has_ended
    from followed
    left join settled
        on followed.source_id = settled.source_id
        and followed.record_type = settled.record_type
        and followed.received_at = settled.received_at
    where followed.is_flooded
)

select
    source_id,
    record_type,
    min(loaded_at) as opened_at,
    case when bool_and(has_ended) then max(ends_at) end as closed_at,
    {{ first_load_id('load_id') }} as load_id,
    {{ total('file_count') }} as file_count,
    {{ total('records_quarantined_count') }} as affected_count
from ended
group by source_id, record_type, next_good_at
