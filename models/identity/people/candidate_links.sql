-- One row per two person records that something says are one person's, with all that is said.
{{ config(
    materialized='kept', key='left_record_key', announces=['left_record_key', 'right_record_key'],
    touched_by={'assertions': {}}, within={'assertions': 'left_record_key'},
    indexes=[{'columns': ['left_record_key']}, {'columns': ['right_record_key']}],
) }}
with assertions as (
    select * from {{ ref('assertions') }}
),

strongest as (
    select
        left_record_key,
        right_record_key,
        kind_name,
        max(weight) filter (where not is_negative) as weight,
        max(rule_id) filter (where is_negative) as rule_against_id,
        bool_or(agent_code = 'steward' and not is_negative) as is_binding
    from assertions
    group by left_record_key, right_record_key, kind_name
),

summed as (
    select
        left_record_key,
        right_record_key,
        coalesce(sum(weight), 0) as weight,
        min(rule_against_id) as rule_against_id,
        bool_or(is_binding) as is_binding
    from strongest
    group by left_record_key, right_record_key
)

select
    left_record_key,
    right_record_key,
    cast(weight as integer) as weight,
    rule_against_id,
    is_binding,
    is_binding or (
        rule_against_id is null and weight >= {{ limit_of('identity_limits', 'accept_weight') }}
    ) as is_accepted
from summed
