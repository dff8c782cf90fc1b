-- One row per VANID, email address or phone number a VAN record gives for a person.
with contacts as (
    {{ latest_records(source('van', 'contacts')) }}
),

emails as (
    {{ latest_records(source('van', 'contactsemails')) }}
),

phones as (
    {{ latest_records(source('van', 'contactsphones')) }}
),

saved_list as (
    {{ latest_records(source('van', 'saved_list')) }}
),

given as (
    select
        {{ envelope('contactsemails') }},
        vanid as person_record_id,
        'email' as identifier_type,
        email as identifier_value_raw,
        {{ van_instant('datecreated') }} as valid_from_at,
        {{ van_instant('datesuppressed') }} as valid_to_at
    from emails
    union all
    select
        {{ envelope('contactsphones') }},
        vanid as person_record_id,
        'phone' as identifier_type,
        phone,
        {{ van_instant('datecreated') }} as valid_from_at,
        {{ van_instant('datesuppressed') }} as valid_to_at
    from phones
    union all
    select
        {{ envelope('contacts') }},
        vanid as person_record_id,
        'van_id' as identifier_type,
        vanid,
        null as valid_from_at, null as valid_to_at
    from contacts
    union all
    select
        {{ envelope('saved_list', rows='saved_list') }},
        saved_list._record_id as person_record_id,
        labels.identifier_type,
        labels.identifier_value,
        null as valid_from_at, null as valid_to_at
    from saved_list
    cross join {{ labelled([
        ['van_id', 'vanid'], ['email', 'email'], ['phone', 'phone'], ['phone', 'optinphone'],
        ['phone', 'cellphone'], ['phone', 'homephone'], ['phone', 'workphone'],
    ]) }} as labels (identifier_type, identifier_value)
),

cleaned as (
    select
        given.*, 'tool' as asserted_by,
        case record_type when 'saved_list' then 'saved_list' else 'contacts' end
            as person_record_type,
        case when identifier_type = 'van_id' then 'van:' || source_id end as identifier_scope,
        {{ identifier('identifier_type', 'identifier_value_raw') }} as identifier_value
    from given
    where {{ clean_text('identifier_value_raw') }} is not null
),

numbered as (
    select
        cleaned.*,
        row_number() over (
            partition by source_id, record_type, record_id, identifier_type, identifier_value
        ) as mention
    from cleaned
),

first_mentions as (
    select * from numbered where mention = 1
)

{{ conform(
    'van', 'identifiers', from='first_mentions',
    lacks=['origin', 'collector', 'collected_at', 'is_primary'],
    checked=['identifier_value'],
) }}
