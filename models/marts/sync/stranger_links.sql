-- One row per record of somebody new to a destination and record there that may be theirs.
{{ config(materialized='ephemeral') }}
with facts as (
    select distinct destination_id, person_id
    from {{ ref('routed_facts') }}
    where fact_type_code = 'new_person'
),

targets as (
    select * from {{ ref('sync_targets') }}
),

record_persons as (
    select * from {{ ref('record_persons') }}
),

others as (
    select * from {{ ref('record_persons') }}
),

left_links as (
    select * from {{ ref('candidate_links') }}
    where weight > 0 and rule_against_id is null
),

right_links as (
    select * from {{ ref('candidate_links') }}
    where weight > 0 and rule_against_id is null
),

strangers as (
    select
        facts.destination_id, facts.person_id, record_persons.record_key,
        record_persons.source_id, record_persons.record_type as person_record_type,
        record_persons.record_id as person_record_id
    from facts
    inner join record_persons on facts.person_id = record_persons.person_id
    left join targets
        on facts.destination_id = targets.destination_id and facts.person_id = targets.person_id
    where targets.person_id is null
),

-- Something speaks for it and nothing against it, and it was too weak or led to a contradiction.
linked as (
    select
        strangers.*, left_links.right_record_key as other_record_key, left_links.weight
    from strangers
    inner join left_links on strangers.record_key = left_links.left_record_key
    union all
    select strangers.*, right_links.left_record_key, right_links.weight
    from strangers
    inner join right_links on strangers.record_key = right_links.right_record_key
)

select
    linked.destination_id, linked.source_id, linked.person_record_type, linked.person_record_id,
    linked.person_id,
    others.record_type as other_record_type,
    others.record_id as other_record_id,
    cast({{ certainty_of('linked.weight') }} as numeric(5, 4)) as confidence_share
from linked
inner join others on linked.other_record_key = others.record_key
where others.source_id = linked.destination_id
