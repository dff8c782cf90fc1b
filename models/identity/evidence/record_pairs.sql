-- One row per two person records and thing they share, with how their names agree.
{{ config(
    materialized='kept', key='judged_key', announces=['left_record_key'],
    touched_by={'match_keys': {}}, switches=['doubted_ids'],
    within={'match_keys': 'judged_key', 'shared_values': 'judged_key'},
) }}
with pairs as (
    select * from {{ ref('pairs_to_compare') }}
),

one as (
    select * from {{ ref('person_records') }}
),

other as (
    select * from {{ ref('person_records') }}
),

one_count as (
    select * from {{ ref('name_counts') }} where name_type = 'first_name'
),

other_count as (
    select * from {{ ref('name_counts') }} where name_type = 'first_name'
),

compared as (
    select
        pairs.match_type,
        pairs.judged_key,
        pairs.value_key,
        {{ lesser_key('pairs.one_key', 'pairs.other_key') }} as left_record_key,
        {{ greater_key('pairs.one_key', 'pairs.other_key') }} as right_record_key,
        left(one.first_name_key, 1) || '|' || one.last_root_key as initial_key,
        case
            when length(one.first_name_key) > 1 then one.first_group_key
            else other.first_group_key
        end as full_name_key,
        {{ name_agreement(
            'one', 'other',
            first_name_agreement('one', 'other', 'one_count.name_count', 'other_count.name_count'),
            last_name_agreement('one', 'other'),
        ) }} as agreement_code
    from pairs
    inner join one on pairs.one_key = one.record_key
    inner join other on pairs.other_key = other.record_key
    left join one_count on one.first_name_key = one_count.name_key
    left join other_count on other.first_name_key = other_count.name_key
    where pairs.match_type <> 'postal_code'
        or coalesce(one.address_key = other.address_key, true)
),

-- An initial says much where only one person of a household can be meant.
bounded as (
    select
        compared.*,
        min(full_name_key) over (partition by value_key, agreement_code, initial_key)
        = max(full_name_key) over (partition by value_key, agreement_code, initial_key)
            as is_sole
    from compared
)

select
    match_type,
    judged_key,
    value_key,
    left_record_key,
    right_record_key,
    case
        when agreement_code = 'initial' and is_sole then 'sole_initial' else agreement_code
    end as agreement_code
from bounded
