-- One row per two person records and thing they share that makes comparing them worth while.
with variants as (
    select * from {{ ref('name_variants') }}
),

match_keys as (
    select * from {{ ref('match_keys') }}
),

vendor_merges as (
    select * from {{ ref('all_merges') }}
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
        {{ record_key_of('source_id', 'merged_record_type', 'kept_record_id') }} as one_key,
        {{ record_key_of('source_id', 'merged_record_type', 'removed_record_id') }} as other_key
    from vendor_merges
    where kept_record_id <> removed_record_id
)

select * from alike
union all
select * from unlike
union all
select * from merged
