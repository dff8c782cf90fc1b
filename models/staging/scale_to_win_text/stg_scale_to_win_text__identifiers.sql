-- One row per number, address or id a Scale to Win Text record gives for a person.
with contacts as (
    {{ latest_records(source('scale_to_win_text', 'campaign_contacts')) }}
),

texters as (
    {{ latest_records(source('scale_to_win_text', 'users')) }}
),

-- Nobody says whose an external id is, and one upload's may be another's row numbers.
given as (
    select
        {{ envelope('campaign_contacts', rows='contacts') }}, contacts._time_zone,
        labels.identifier_type, labels.identifier_value_raw, 'entered' as asserted_by,
        'unknown:' || contacts._source_id || ':' || contacts.campaign_id as scope,
        contacts.created_at as made
    from contacts
    cross join {{ labelled([
        ['phone', 'cell'], ['external_id', 'external_id'],
    ]) }} as labels (identifier_type, identifier_value_raw)
    union all
    select
        {{ envelope('users', rows='texters') }}, texters._time_zone,
        labels.identifier_type, labels.identifier_value_raw, 'tool' as asserted_by,
        null as scope, texters.created_at as made
    from texters
    cross join {{ labelled([
        ['phone', 'cell'], ['email', 'email'],
    ]) }} as labels (identifier_type, identifier_value_raw)
),

renamed as (
    select
        given.*, record_type as person_record_type, record_id as person_record_id,
        case when identifier_type = 'external_id' then scope end as identifier_scope,
        {{ identifier('identifier_type', 'identifier_value_raw') }} as identifier_value,
        {{ instant('made') }} as valid_from_at
    from given
    where {{ clean_text('identifier_value_raw') }} is not null
)

{{ conform(
    'scale_to_win_text', 'identifiers', from='renamed',
    lacks=['origin', 'collector', 'collected_at', 'is_primary', 'valid_to_at'],
    checked=['identifier_value'],
) }}
