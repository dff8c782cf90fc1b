-- One row per matching value and way that the people with it are named.
with match_keys as (
    select * from {{ ref('match_keys') }}
),

variants as (
    select
        match_type,
        value_key,
        name_variant_key,
        min(record_key collate "C") as record_key,
        count(*) as record_count
    from match_keys
    group by match_type, value_key, name_variant_key
),

in_blocks as (
    select
        variants.*,
        sum(record_count) over (partition by match_type, value_key) as block_record_count
    from variants
)

select
    match_type,
    value_key,
    name_variant_key,
    record_key,
    record_count
from in_blocks
where block_record_count between 2 and {{ identity_limit('block_records') }}
