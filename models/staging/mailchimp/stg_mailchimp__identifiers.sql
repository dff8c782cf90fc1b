-- One row per address, number or contact id of a Mailchimp member.
with members as (
    {{ latest_records(source('mailchimp', 'members')) }}
),

-- The member's own id says nothing the address doesn't: it is the address, hashed.
given as (
    select
        {{ envelope('members', rows='members') }}, members._time_zone,
        labels.identifier_type, labels.identifier_value_raw
    from members
    cross join {{ labelled([
        ['email', 'email_address'], ['phone', json_text('merge_fields', 'PHONE')],
        ['mailchimp_contact_id', 'contact_id'],
    ]) }} as labels (identifier_type, identifier_value_raw)
    where {{ clean_text('labels.identifier_value_raw') }} is not null
),

renamed as (
    select
        given.*, record_type as person_record_type, record_id as person_record_id,
        case identifier_type when 'mailchimp_contact_id' then 'tool' else 'entered' end
            as asserted_by,
        case identifier_type when 'mailchimp_contact_id' then 'mailchimp:' || source_id end
            as identifier_scope,
        {{ identifier('identifier_type', 'identifier_value_raw') }} as identifier_value
    from given
)

{{ conform(
    'mailchimp', 'identifiers', from='renamed',
    lacks=['origin', 'collector', 'collected_at', 'is_primary', 'valid_from_at', 'valid_to_at'],
    checked=['identifier_value'],
) }}
