-- One row per person record that any row of any tool is about, with a hash of what is said of it.
{{ config(materialized='kept', key='record_key') }}
with people as (
    select * from {{ ref('all_people') }}
),

identifiers as (
    select * from {{ ref('all_identifiers') }}
),

mentions as (
    {{ every_person_mention() }}
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
    select source_id, record_type, record_id, said_hash
    from mentions
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
