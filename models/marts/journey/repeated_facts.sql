-- One row per fact that another record tells already.
with told as (
    select * from {{ ref('told_activities') }}
    union all
    select * from {{ ref('told_contacts') }}
),

passed_on_gifts as (
    select * from {{ ref('passed_on_gifts') }}
),

ranks as (
    select * from {{ ref('source_ranks') }}
),

record_persons as (
    select * from {{ ref('record_persons') }}
),

-- A fact's name for itself: its id where it was first created, else where it was told. A telling
-- about nobody we know is not on the timeline, so that no other may give way to it. Few are second
-- hand: asking for those first is cheaper than keeping all.
named as not materialized (
    select
        told.source_id,
        told.tool,
        told.record_type,
        told.record_id,
        told.interaction_type_code,
        told.received_at,
        told.loaded_at,
        record_persons.person_id,
        ranks.telling_rank,
        case when told.origin_id is null then told.tool else told.origin_system end
            as origin_system,
        coalesce(told.origin_id, told.record_id) as origin_id,
        told.origin_id is not null
        and (told.origin_system, told.origin_id) <> (told.tool, told.record_id) as is_second_hand
    from told
    inner join ranks on told.source_id = ranks.source_id
    inner join record_persons
        on told.source_id = record_persons.source_id
        and told.person_record_type = record_persons.record_type
        and told.person_record_id = record_persons.record_id
),

-- Two accounts of a tool, or two kinds of its records, may use one number for two facts: first
-- hand, both count, and what was passed on is told by the one about the same person. Of two that
-- passed it on the one stays that was here first, so that a weight which moves changes no old fact.
told_already as (
    select
        named.*,
        kept.source_id as kept_source_id,
        kept.record_type as kept_record_type,
        kept.record_id as kept_record_id,
        row_number() over (
            partition by
                named.source_id, named.record_type, named.record_id, named.interaction_type_code
            order by
                kept.is_second_hand, case when kept.is_second_hand then kept.telling_rank end,
                kept.person_id = named.person_id desc, kept.telling_rank, kept.record_type,
                kept.record_id
        ) as place
    from named
    inner join named as kept
        on named.origin_system = kept.origin_system
        and named.origin_id = kept.origin_id
        and named.interaction_type_code = kept.interaction_type_code
        and kept.source_id <> named.source_id
        and (not kept.is_second_hand or kept.telling_rank < named.telling_rank)
    where named.is_second_hand
)

select
    source_id, tool, record_type, record_id, interaction_type_code, kept_source_id,
    kept_record_type, kept_record_id, origin_system, origin_id, received_at, loaded_at
from told_already
where place = 1
union all
select
    source_id, tool, record_type, record_id, interaction_type_code, kept_source_id,
    kept_record_type, kept_record_id, origin_system, order_id, received_at, loaded_at
from passed_on_gifts
