-- One row per id, number or address that a Blocks record gives for a person.
with written as (
    {{ stacked('blocks', {
        'registration_forms': {'person_id': 'person_id', 'van_id': 'van_id', 'email': 'email_address'},
        'people': {
            'person_id': 'id', 'external_id': 'external_id', 'email': 'primary_email_address',
            'phone': 'primary_phone_number',
        },
        'canvassers': {'person_id': 'person_id'},
        'users': {'phone': 'null'},
        'absentee_ballot_request_forms': {'email': 'email_address'},
        'petitions_signatures': {},
    }, shared={
        'person_id': 'null', 'van_id': 'null', 'external_id': 'null', 'email': 'email',
        'phone': 'phone_number', 'made': 'created_at',
    }) }}
),

methods as (
    {{ latest_records(source('blocks', 'contact_methods')) }}
),

matches as (
    {{ latest_records(source('blocks', 'registrant_matches')) }}
),

-- A form's or canvasser's person_id says who they are among people: an id of Blocks' own.
given as (
    select
        {{ same_record('written') }}, written.record_type as person_record_type,
        written.record_id as person_record_id, written._time_zone, written.made,
        cast(null as text) as ended, labels.*
    from written
    cross join {{ labelled([
        ['blocks_person_id', 'person_id'], ['van_id', 'van_id'], ['external_id', 'external_id'],
        ['email', 'email'], ['phone', 'phone'],
    ]) }} as labels (identifier_type, identifier_value_raw)
    union all
    select
        {{ envelope('contact_methods') }}, 'people', person_id, _time_zone, created_at,
        case when {{ yes_no('invalid') }} then updated_at end,
        case
            when contact_type ~* 'mail' then 'email'
            when contact_type ~* '(phone|mobile|cell|sms|text|land ?line)' then 'phone'
            when {{ clean_text('contact_type') }} is null and content like '%@%.%' then 'email'
            when {{ clean_text('contact_type') }} is null then 'phone'
        end, content
    from methods
    where {{ clean_text('person_id') }} is not null
    union all
    select
        {{ envelope('registrant_matches') }}, 'registration_forms', registration_form_id,
        _time_zone, created_at, null, 'dwid', dwid
    from matches
),

renamed as (
    select
        given.*,
        case
            when identifier_type in ('email', 'phone') then 'entered'
            when identifier_type in ('dwid', 'van_id') then 'vendor_crosswalk'
            else 'tool'
        end as asserted_by,
        case identifier_type
            when 'blocks_person_id' then 'blocks:' || source_id
            when 'dwid' then 'catalist'
            when 'van_id' then 'unknown:' || source_id || ':van_id'
            when 'external_id' then 'unknown:' || source_id || ':external_id'
        end as identifier_scope,
        {{ identifier('identifier_type', 'identifier_value_raw') }} as identifier_value,
        {{ instant('made') }} as valid_from_at,
        {{ instant('ended') }} as valid_to_at
    from given
    -- What a contact method's type says to be neither, such as a name in a network, is no identifier.
    where {{ clean_text('identifier_value_raw') }} is not null and identifier_type is not null
)

{{ conform(
    'blocks', 'identifiers', from='renamed',
    lacks=['origin', 'collector', 'collected_at', 'is_primary'],
    checked=['identifier_value'],
) }}
