-- One row per two person records and thing they share, with how their names agree.
with pairs as (
    select * from {{ ref('pairs_to_compare') }}
),

records as (
    select * from {{ ref('person_records') }}
),

compared as (
    select
        pairs.match_type,
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
            first_name_agreement('one', 'other'), last_name_agreement('one', 'other'),
        ) }} as agreement_code
    from pairs
    inner join records as one on pairs.one_key = one.record_key
    inner join records as other on pairs.other_key = other.record_key
    where pairs.match_type <> 'postal_code'
        or coalesce(one.address_key = other.address_key, true)
),

-- An initial says much where only one person of a household can be meant.
bounded as (
    select
        compared.*,
        min(full_name_key) over (partition by match_type, value_key, agreement_code, initial_key)
        = max(full_name_key) over (partition by match_type, value_key, agreement_code, initial_key)
            as is_sole
    from compared
)

select
    match_type,
    value_key,
    left_record_key,
    right_record_key,
    case
        when agreement_code = 'initial' and is_sole then 'sole_initial' else agreement_code
    end as agreement_code
from bounded
