-- One row per two person records and thing they share, with how their names agree.
with variants as (
    select * from {{ ref('name_variants') }}
),

match_keys as (
    select * from {{ ref('match_keys') }}
),

merges as (
    select * from {{ ref('all_merges') }}
),

records as (
    select * from {{ ref('person_records') }}
),

-- Each record is compared with the first of those named alike, so a value costs what it is long.
alike as (
    select
        variants.match_type,
        variants.value_key,
        variants.record_key as one_key,
        match_keys.record_key as other_key
    from match_keys
    inner join variants
        on match_keys.match_type = variants.match_type
            and match_keys.value_key = variants.value_key
            and match_keys.name_variant_key = variants.name_variant_key
    where variants.record_count > 1 and match_keys.record_key <> variants.record_key
),

unlike as (
    select
        one.match_type,
        one.value_key,
        one.record_key as one_key,
        other.record_key as other_key
    from variants as one
    inner join variants as other
        on one.match_type = other.match_type
            and one.value_key = other.value_key
            and one.name_variant_key < other.name_variant_key
),

merged as (
    select
        'vendor_merge' as match_type,
        md5(concat_ws('|', 'merge', source_id, record_type, record_id)) as value_key,
        {{ record_key('source_id', 'merged_record_type', 'kept_record_id') }} as one_key,
        {{ record_key('source_id', 'merged_record_type', 'removed_record_id') }} as other_key
    from merges
    where kept_record_id <> removed_record_id
),

pairs as (
    select * from alike
    union all
    select * from unlike
    union all
    select * from merged
),

compared as (
    select
        pairs.match_type,
        pairs.value_key,
        least(pairs.one_key collate "C", pairs.other_key) as left_record_key,
        greatest(pairs.one_key collate "C", pairs.other_key) as right_record_key,
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
        min(full_name_key) over initials = max(full_name_key) over initials as is_sole
    from compared
    window initials as (partition by match_type, value_key, agreement_code, initial_key)
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
