-- One row per fact that a record of another source tells already.
with told as (
    select * from {{ ref('told_activities') }}
    union all
    select * from {{ ref('told_contacts') }}
),

sources as (
    select * from {{ ref('sources') }}
),

-- A fact's name for itself: its id where it was first created, else where it was told.
named as (
    select
        told.source_id,
        told.tool,
        told.record_type,
        told.record_id,
        told.interaction_type_code,
        told.received_at,
        told.loaded_at,
        sources.trust_rank,
        coalesce(told.origin_system, told.tool) as origin_system,
        coalesce(told.origin_id, told.record_id) as origin_id,
        told.origin_id is not null and told.origin_system <> told.tool as is_second_hand
    from told
    inner join sources on told.source_id = sources.source_id
),

shared as (
    select
        origin_system,
        origin_id,
        interaction_type_code
    from named
    group by origin_system, origin_id, interaction_type_code
    having count(distinct source_id) > 1 and bool_or(is_second_hand)
),

ranked as (
    select
        named.*,
        first_value(named.source_id) over same_fact as kept_source_id,
        first_value(named.record_type) over same_fact as kept_record_type,
        first_value(named.record_id) over same_fact as kept_record_id
    from named
    inner join shared
        on named.origin_system = shared.origin_system
        and named.origin_id = shared.origin_id
        and named.interaction_type_code = shared.interaction_type_code
    window same_fact as (
        partition by named.origin_system, named.origin_id, named.interaction_type_code
        order by named.is_second_hand, named.trust_rank, named.source_id, named.record_id
    )
)

select
    source_id,
    tool,
    record_type,
    record_id,
    interaction_type_code,
    kept_source_id,
    kept_record_type,
    kept_record_id,
    origin_system,
    origin_id,
    received_at,
    loaded_at
from ranked
where source_id <> kept_source_id
