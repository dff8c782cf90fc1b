-- One row per address or number that a registration in Rock the Vote gives.
with registrants as (
    {{ latest_of_same(source('rock_the_vote', 'registrants'), [
        'started_registration', 'email_address', 'first_name', 'last_name',
    ]) }}
),

renamed as (
    select
        {{ envelope('registrants', record_id='same_id') }},
        'registrants' as person_record_type, same_id as person_record_id,
        given.identifier_type, 'entered' as asserted_by, given.identifier_value_raw,
        {{ identifier('given.identifier_type', 'given.identifier_value_raw') }} as identifier_value,
        {{ instant('started_registration') }} as valid_from_at
    from registrants
    cross join {{ labelled([['email', 'email_address'], ['phone', 'phone']]) }}
        as given (identifier_type, identifier_value_raw)
    where {{ clean_text('given.identifier_value_raw') }} is not null
)

{{ conform(
    'rock_the_vote', 'identifiers', from='renamed',
    lacks=[
        'origin', 'collector', 'collected_at', 'identifier_scope', 'is_primary', 'valid_to_at',
    ],
    checked=['identifier_value'],
) }}
