-- One row per record that facts are about and record of the destination that is the same person's.
{{ config(materialized='ephemeral') }}
with facts as (
    select distinct
        destination_id, source_id, person_record_type, person_record_id, record_key, person_id
    from {{ ref('routed_facts') }}
),

targets as (
    select * from {{ ref('sync_targets') }}
),

candidate_links as (
    select * from {{ ref('candidate_links') }}
    where is_accepted
),

linked as (
    select
        facts.*,
        targets.target_record_id,
        targets.record_type as other_record_type,
        targets.record_id as other_record_id,
        targets.is_current,
        facts.record_key = targets.record_key as is_own,
        direct.weight,
        case when direct.weight is null then {{ strongest_link_of('facts.record_key') }} end
            as one_weight,
        case when direct.weight is null then {{ strongest_link_of('targets.record_key') }} end
            as other_weight
    from facts
    inner join targets
        on facts.destination_id = targets.destination_id
        and facts.person_id = targets.person_id
    left join candidate_links as direct
        on {{ lesser_key('facts.record_key', 'targets.record_key') }} = direct.left_record_key
        and {{ greater_key('facts.record_key', 'targets.record_key') }} = direct.right_record_key
)

-- As certain as the link of the two records, and without one as both their strongest links.
select
    destination_id, source_id, person_record_type, person_record_id, person_id,
    target_record_id, other_record_type, other_record_id, is_current,
    cast(case
        when is_own then 1
        when weight is not null then {{ certainty_of('weight') }}
        else {{ certainty_of('one_weight') }} * {{ certainty_of('other_weight') }}
    end as numeric(5, 4)) as confidence_share
from linked
