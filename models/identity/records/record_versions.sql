-- One row per person record that any row of any tool is about, with a hash of what is said of it.
{{ config(
    materialized='kept', key='record_key', pre_hook="set local work_mem = '192MB'",
) }}
with people as (
    select * from {{ ref('all_people') }}
),

identifiers as (
    select * from {{ ref('all_identifiers') }}
),

described as (
    select * from {{ ref('all_people') }}
),

vendor_merges as (
    select * from {{ ref('all_merges') }}
),

mentions as (
    {{ every_person_mention() }}
),

-- Rows by the million mention people; only those nothing else tells of are gone on with.
only_mentioned as (
    select mentions.*
    from mentions
    left join described
        on mentions.source_id = described.source_id
        and mentions.record_type = described.record_type
        and mentions.record_id = described.record_id
    where described.record_id is null
),

merged as (
    select vendor_merges.*, part.merged_record_id
    from vendor_merges
    cross join {{ labelled([['kept', 'kept_record_id'], ['removed', 'removed_record_id']]) }}
        as part (part_name, merged_record_id)
),

said as (
    select
        source_id,
        record_type,
        record_id,
        {{ hash_of([
            'first_name', 'middle_name', 'last_name', 'name_suffix', 'birth_date',
            'street_address', 'postal_code', 'email', 'phone_e164',
        ]) }} as said_hash
    from people
    union all
    select
        source_id,
        person_record_type,
        person_record_id,
        {{ hash_of(['identifier_type', 'identifier_scope', 'identifier_value']) }}
    from identifiers
    union all
    select
        source_id,
        merged_record_type,
        merged_record_id,
        {{ hash_of(['source_id', 'record_type', 'record_id']) }}
    from merged
    union all
    select source_id, record_type, record_id, 0
    from only_mentioned
)

select
    source_id,
    record_type,
    record_id,
    {{ record_key_of() }} as record_key,
    cast(sum(said_hash) as text) as version_key
from said
where record_type is not null and record_id is not null
group by source_id, record_type, record_id
