-- One row per number, address or id a Spoke record gives for a person.
with contacts as (
    {{ latest_records(source('spoke', 'campaign_contact')) }}
),

texters as (
    {{ latest_records(source('spoke', 'user')) }}
),

uploads as (
    {{ latest_records(source('spoke', 'contact_upload')) }}
),

-- Nobody says whose an external id is, and one upload's may be another's row numbers.
given as (
    select
        {{ envelope('campaign_contact', rows='contacts') }}, contacts._time_zone,
        labels.identifier_type, labels.identifier_value_raw,
        'unknown:' || contacts._source_id || ':' || contacts.campaign_id as scope,
        contacts.created_at as made
    from contacts
    cross join {{ labelled([
        ['phone', 'cell'], ['external_id', 'external_id'],
    ]) }} as labels (identifier_type, identifier_value_raw)
    union all
    select
        {{ envelope('contact_upload', rows='uploads') }}, uploads._time_zone,
        labels.identifier_type, labels.identifier_value_raw,
        'unknown:' || uploads._source_id || ':' || uploads._file_id as scope, null as made
    from uploads
    cross join {{ labelled([
        ['phone', 'cell'], ['email', 'email'], ['external_id', 'external_id'],
    ]) }} as labels (identifier_type, identifier_value_raw)
    union all
    select
        {{ envelope('user', rows='texters') }}, texters._time_zone,
        labels.identifier_type, labels.identifier_value_raw,
        'spoke:' || texters._source_id as scope, texters.created_at as made
    from texters
    cross join {{ labelled([
        ['phone', 'cell'], ['email', 'email'], ['spoke_auth_id', 'auth0_id'],
    ]) }} as labels (identifier_type, identifier_value_raw)
),

renamed as (
    select
        given.*, record_type as person_record_type, record_id as person_record_id,
        case record_type when 'user' then 'tool' else 'entered' end as asserted_by,
        case when identifier_type not in ('phone', 'email') then scope end as identifier_scope,
        {{ identifier('identifier_type', 'identifier_value_raw') }} as identifier_value,
        {{ instant('made') }} as valid_from_at
    from given
    where {{ clean_text('identifier_value_raw') }} is not null
)

{{ conform(
    'spoke', 'identifiers', from='renamed',
    lacks=['origin', 'collector', 'collected_at', 'is_primary', 'valid_to_at'],
    checked=['identifier_value'],
) }}
