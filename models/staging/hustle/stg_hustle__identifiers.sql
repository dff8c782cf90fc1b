-- One row per number, address or id in another system a Hustle record gives for a person.
with people as (
    select * from {{ ref('stg_hustle__people') }}
),

externals as (
    {{ latest_records(source('hustle', 'lead_externals')) }}
),

held as (
    select
        {{ same_record('people') }}, people.record_type as person_record_type,
        people.record_id as person_record_id, given.identifier_type,
        null as identifier_scope, given.identifier_value, 'entered' as asserted_by,
        people.created_at as valid_from_at
    from people
    cross join {{ labelled([
        ['phone', 'phone_e164'], ['email', 'email'],
    ]) }} as given (identifier_type, identifier_value)
),

-- Only the connection is named, never whose it is: not which committee, nor which side of VAN.
synced as (
    select
        {{ envelope('lead_externals', rows='externals') }}, 'leads' as person_record_type,
        externals.lead_id as person_record_id,
        coalesce({{ looked_up("regexp_replace(lower(externals.type || '.' || ids.name), '[^a-z.]', '', 'g')", {
            'van.id': 'van_id', 'van.vanid': 'van_id', 'everyaction.id': 'van_id', 'everyaction.vanid': 'van_id',
            'ngpvan.id': 'van_id', 'ngpvan.vanid': 'van_id', 'votebuilder.id': 'van_id', 'votebuilder.vanid': 'van_id',
        }) }}, 'external_id') as identifier_type,
        'unknown:' || externals._source_id || ':' || externals.integration_id || ':' || ids.name
            as identifier_scope,
        {{ clean_text('ids.value') }} as identifier_value, 'vendor_crosswalk' as asserted_by,
        {{ instant('externals.created_at', 'externals._time_zone') }} as valid_from_at
    from externals
    cross join lateral {{ json_pairs('externals.identifiers') }} as ids (name, value)
),

stated as (
    select * from held
    union all
    select * from synced
),

known as (
    select * from stated where identifier_value is not null
)

{{ conform(
    'hustle', 'identifiers', from='known',
    lacks=['origin', 'collector', 'collected_at', 'is_primary', 'valid_to_at'],
) }}
