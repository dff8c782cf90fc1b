-- One row per two person records and thing they share that makes comparing them worth while.
{{ config(materialized='ephemeral') }}
with match_keys as (
    select * from {{ ref('match_keys') }}
),

shared_values as (
    select * from {{ ref('shared_values') }}
),

evidence as (
    select
        shared_values.match_type,
        match_keys.judged_key,
        match_keys.value_key,
        match_keys.record_key,
        md5(concat_ws('|', match_keys.name_variant_key, match_keys.address_key)) as variant_key
    from match_keys
    inner join shared_values on match_keys.judged_key = shared_values.judged_key
    where shared_values.is_evidence
),

placed as (
    select
        evidence.*,
        min(record_key collate "C") over (partition by value_key, variant_key) as first_record_key
    from evidence
)

-- Each record is compared with the first of those named alike, so a value costs what it is long.
select match_type, judged_key, value_key, first_record_key as one_key, record_key as other_key
from placed
where record_key <> first_record_key
union all
select one.match_type, one.judged_key, one.value_key, one.record_key, other.record_key as other_key
from placed as one
inner join placed as other
    on one.value_key = other.value_key and one.variant_key < other.variant_key
where one.record_key = one.first_record_key and other.record_key = other.first_record_key
