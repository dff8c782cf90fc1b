-- One row per email address, number or HubSpot id a record gives for a contact or an owner.
with written as (
    {{ stacked('hubspot', {
        'contacts': {
            'vid': 'id', 'phone': 'phone', 'mobile': 'mobilephone',
            'others': 'additional_emails',
        },
        'owners': {'vid': 'null', 'phone': 'null', 'mobile': 'null', 'others': 'null'},
    }, shared={'email': 'email', 'made': 'createdat'}) }}
),

-- Further addresses stand in one field, apart by semicolons.
given as (
    select
        written.*, labels.identifier_type, labels.identifier_value as identifier_value_raw,
        labels.identifier_type = 'email' as is_main
    from written
    cross join {{ labelled([
        ['email', 'email'], ['phone', 'phone'], ['phone', 'mobile'], ['hubspot_contact_id', 'vid'],
    ]) }} as labels (identifier_type, identifier_value)
    union all
    select written.*, 'email' as identifier_type, parts.part, false as is_main
    from written
    cross join lateral regexp_split_to_table(written.others, ';') as parts (part)
),

cleaned as (
    select
        given.*, record_type as person_record_type, record_id as person_record_id,
        case identifier_type when 'hubspot_contact_id' then 'tool' else 'entered' end
            as asserted_by,
        case identifier_type when 'hubspot_contact_id' then 'hubspot:' || source_id end
            as identifier_scope,
        {{ identifier('identifier_type', 'identifier_value_raw') }} as identifier_value,
        case identifier_type when 'email' then is_main end as is_primary,
        {{ instant('made') }} as valid_from_at, {{ instant('made') }} as collected_at,
        cast(null as timestamptz) as valid_to_at
    from given
    where {{ clean_text('identifier_value_raw') }} is not null
),

first_given as (
    {{ first_given('cleaned') }}
)

{{ conform(
    'hubspot', 'identifiers', from='first_given',
    lacks=['origin', 'collector'],
    checked=['identifier_value'],
) }}
