-- One row per address or number of an account of TurboVote.
with users as (
    {{ latest_records(source('turbovote', 'users')) }}
),

renamed as (
    select
        {{ envelope('users') }},
        'users' as person_record_type, users.id as person_record_id,
        given.identifier_type, 'entered' as asserted_by, given.identifier_value_raw,
        {{ identifier('given.identifier_type', 'given.identifier_value_raw') }} as identifier_value,
        {{ instant('created_at') }} as valid_from_at
    from users
    cross join {{ labelled([['email', 'email'], ['phone', 'phone']]) }}
        as given (identifier_type, identifier_value_raw)
    where {{ clean_text('given.identifier_value_raw') }} is not null
)

{{ conform(
    'turbovote', 'identifiers', from='renamed',
    lacks=[
        'origin', 'collector', 'collected_at', 'identifier_scope', 'is_primary', 'valid_to_at',
    ],
    checked=['identifier_value'],
) }}
