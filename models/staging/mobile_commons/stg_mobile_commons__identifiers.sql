-- One row per number and address of a Mobile Commons profile.
with people as (
    select * from {{ ref('stg_mobile_commons__people') }}
),

held as (
    select
        {{ same_record('people') }}, people.record_type as person_record_type,
        people.record_id as person_record_id, given.identifier_type, given.identifier_value,
        'entered' as asserted_by, people.created_at as valid_from_at
    from people
    cross join {{ labelled([
        ['phone', 'phone_e164'], ['email', 'email'],
    ]) }} as given (identifier_type, identifier_value)
    where given.identifier_value is not null
)

{{ conform(
    'mobile_commons', 'identifiers', from='held',
    lacks=[
        'origin', 'collector', 'collected_at', 'identifier_scope', 'is_primary', 'valid_to_at',
    ],
) }}
