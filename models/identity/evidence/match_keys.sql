-- One row per person record and thing by which it may be matched with others.
{{ config(
    materialized='kept', key='record_key', announces=['judged_key'],
    touched_by={
        'record_versions': {},
        'name_counts': {'person_records': ['first_name_key', 'last_root_key', 'postal_code']},
    },
    within={
        'person_records': 'record_key',
        'all_people': ['source_id', 'record_type', 'record_id'],
        'all_identifiers': ['source_id', 'person_record_type', 'person_record_id'],
    },
) }}
with records as (
    select * from {{ ref('named_records') }}
),

contact_points as (
    select * from {{ ref('record_contact_points') }}
),

-- A birth date or address under both names, so that a swapped or mistyped one still meets.
given as (
    select record_key, match_type, contact_point as value, contact_point, is_vague
    from contact_points
    union all
    select records.record_key, detail.match_type, detail.value, null, false
    from records
    cross join {{ labelled([
        ['birth_date', "birth_date || '|' || first_name_key"],
        ['birth_date', "birth_date || '|' || other_name_key"],
        ['address', "address_key || '|' || first_name_key"],
        ['address', "address_key || '|' || other_name_key"],
        ['postal_code', "rare_postal_code || '|' || full_name_key"],
    ]) }} as detail (match_type, value)
    where detail.value is not null
)

select
    given.record_key,
    given.match_type,
    {{ value_key_of('given.match_type', 'given.value') }} as value_key,
    -- A name is rare while few postal codes know it: the name is judged, not the place.
    case given.match_type
        when 'postal_code' then {{ value_key_of('given.match_type', 'records.full_name_key') }}
        else {{ value_key_of('given.match_type', 'given.value') }}
    end as judged_key,
    given.contact_point,
    given.is_vague,
    records.first_group_key,
    records.name_variant_key,
    case given.match_type when 'postal_code' then records.address_key end as address_key
from given
inner join records on given.record_key = records.record_key
