-- One row per two person records and thing they share that makes comparing them worth while.
{{ config(materialized='ephemeral') }}
with match_keys as (
    select * from {{ ref('match_keys') }}
),

shared_values as (
    select * from {{ ref('shared_values') }}
),

doubted_ids as (
    select * from {{ ref('doubted_ids') }}
),

evidence as (
    select
        shared_values.match_type,
        match_keys.judged_key,
        match_keys.value_key,
        match_keys.record_key,
        match_keys.name_variant_key,
        match_keys.address_key,
        shared_values.match_type = 'identifier'
        and {{ is_told_by('match_keys.record_key', 'doubted_ids') }} as is_doubted
    from match_keys
    inner join shared_values on match_keys.judged_key = shared_values.judged_key
    where shared_values.is_evidence
),

-- An id in doubt stands apart, so that it takes nothing from what two others prove.
varied as (
    select
        evidence.*,
        cast(md5(concat_ws(
            '|', name_variant_key, address_key, case when is_doubted then 'doubted' end
        )) as uuid) as variant_key
    from evidence
),

placed as (
    select
        varied.*,
        min(record_key collate "C") over named_alike as first_record_key,
        -- A flag, since the planner takes two columns to be equal in one row of two hundred.
        min(record_key collate "C") over named_alike = record_key as is_first
    from varied
    window named_alike as (partition by value_key, variant_key)
)

-- Each record is compared with the first of those named alike, so a value costs what it is long.
select
    case when is_doubted then 'doubted_id' else match_type end as match_type,
    judged_key, value_key, first_record_key as one_key, record_key as other_key
from placed
where not is_first
union all
select
    case when one.is_doubted or other.is_doubted then 'doubted_id' else one.match_type end,
    one.judged_key, one.value_key, one.record_key as one_key, other.record_key as other_key
from placed as one
inner join placed as other
    on one.value_key = other.value_key and one.variant_key < other.variant_key
where one.is_first and other.is_first
