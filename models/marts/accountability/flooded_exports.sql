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

-- Where the records of a load were landed after all, or dismissed.
settled as (
    select
        load_id,
        max(resolved_at) as settled_at
    from {{ ref('stg_landing__quarantined_records') }}
    group by load_id
    having not bool_or(is_open)
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
        least(followed.next_good_at, settled.settled_at) as ends_at
    from followed
    left join settled on followed.load_id = settled.load_id
    where followed.is_flooded
)

select
    source_id,
    record_type,
    min(loaded_at) as opened_at,
    case when bool_and(ends_at is not null) then max(ends_at) end as closed_at,
    min(load_id) as load_id,
    {{ total('file_count') }} as file_count,
    {{ total('records_quarantined_count') }} as affected_count
from ended
group by source_id, record_type, next_good_at
