-- One row per address, number or session that goes with something done in a VoteAmerica tool.
with written as (
    {{ stacked('vote_america', {
        'registrations': {}, 'ballot_requests': {}, 'verifications': {}, 'reminders': {},
        'lookups': {}, 'election_lookups': {},
    }, shared={
        'email': 'email', 'phone': 'phone', 'session_id': 'session_id', 'made': 'time_started_utc',
    }) }}
),

renamed as (
    select
        written.*, given.*,
        record_type as person_record_type, record_id as person_record_id,
        case given.identifier_type when 'session_id' then 'tool' else 'entered' end as asserted_by,
        case given.identifier_type when 'session_id' then 'vote_america:' || source_id end
            as identifier_scope,
        {{ identifier('given.identifier_type', 'given.identifier_value_raw') }} as identifier_value,
        {{ instant('made', "'UTC'") }} as valid_from_at
    from written
    cross join {{ labelled([
        ['email', 'email'], ['phone', 'phone'], ['session_id', 'session_id'],
    ]) }} as given (identifier_type, identifier_value_raw)
    where {{ clean_text('given.identifier_value_raw') }} is not null
)

{{ conform(
    'vote_america', 'identifiers', from='renamed',
    lacks=['origin', 'collector', 'collected_at', 'is_primary', 'valid_to_at'],
    checked=['identifier_value'],
) }}
