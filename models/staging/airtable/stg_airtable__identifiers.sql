-- One row per number, address or id a record of a table of people in Airtable gives.
with people as (
    {{ airtable_people() }}
),

spelled as (
    select
        {{ same_record('people') }},
        {{ instant('people.created_time', time_zone='people._time_zone') }} as valid_from_at,
        regexp_replace(lower(pair.field), '[^a-z0-9]+', '', 'g') as field,
        pair.said as identifier_value_raw
    from people
    cross join lateral {{ json_pairs('people.fields') }} as pair (field, said)
),

typed as (
    select
        spelled.*, record_type as person_record_type, record_id as person_record_id,
        'entered' as asserted_by,
        case
            when field in ('email', 'emailaddress') then 'email'
            when field in ('phone', 'phonenumber', 'mobile', 'cell', 'cellphone') then 'phone'
            when field in ('vanid', 'myvanid') then 'van_id'
            when field in ('actionnetworkid', 'anid') then 'action_network_id'
        end as identifier_type
    from spelled
),

renamed as (
    select
        typed.*, cast(null as boolean) as is_primary, cast(null as timestamptz) as valid_to_at,
        -- Nobody says which VAN it is, and ids are copied by hand.
        case when identifier_type in ('van_id', 'action_network_id')
            then 'unknown:' || source_id || ':' || identifier_type end as identifier_scope,
        {{ identifier('identifier_type', 'identifier_value_raw') }} as identifier_value
    from typed
    where identifier_type is not null and {{ clean_text('identifier_value_raw') }} is not null
),

first_given as (
    {{ first_given('renamed') }}
)

{{ conform(
    'airtable', 'identifiers', from='first_given', checked=['identifier_value'],
    lacks=['origin', 'collector', 'collected_at', 'is_primary', 'valid_to_at'],
) }}
