-- One row per number, address or name to sign in with that CallHub has for a contact or agent.
with contacts as (
    {{ latest_records(source('callhub', 'contacts')) }}
),

agents as (
    {{ latest_records(source('callhub', 'agents')) }}
),

given_ids as (
    select
        {{ envelope('contacts', rows='contacts') }},
        labels.identifier_type, labels.identifier_value_raw, contacts.country_code as country,
        null as identifier_scope
    from contacts
    cross join {{ labelled([
        ['phone', 'contact'], ['phone', "case when mobile is distinct from contact then mobile end"], ['email', 'email'],
    ]) }} as labels (identifier_type, identifier_value_raw)
    union all
    select
        {{ envelope('agents', rows='agents') }},
        labels.identifier_type, labels.identifier_value_raw, null,
        case labels.identifier_type when 'callhub_username' then 'callhub:' || agents._source_id end
    from agents
    cross join {{ labelled([
        ['email', 'email'], ['callhub_username', 'username'],
    ]) }} as labels (identifier_type, identifier_value_raw)
),

renamed as (
    select
        given_ids.*, record_type as person_record_type, record_id as person_record_id,
        case record_type when 'agents' then 'tool' else 'entered' end as asserted_by,
        case identifier_type
            when 'phone' then {{ phone_in_country('identifier_value_raw', 'country') }}
            else {{ identifier('identifier_type', 'identifier_value_raw') }}
        end as identifier_value
    from given_ids
    where {{ clean_text('identifier_value_raw') }} is not null
)

{{ conform(
    'callhub', 'identifiers', from='renamed', checked=['identifier_value'],
    lacks=['origin', 'collector', 'collected_at', 'is_primary', 'valid_from_at', 'valid_to_at'],
) }}
