-- One row per id, number or address that a PDI record gives for a voter or contact.
with voters as (
    {{ latest_records(source('pdi', 'universe')) }}
),

contacts as (
    {{ latest_records(source('pdi', 'contacts')) }}
),

flags as (
    {{ latest_of_same(source('pdi', 'all_flags'), ['trim(pdi_id)', 'state_id', 'county_assigned_id']) }}
),

given as (
    select
        {{ envelope('universe') }}, 'universe' as person_record_type,
        {{ clean_text('v1_pdi_id') }} as person_record_id, 'pdi_id' as identifier_type,
        v1_pdi_id as identifier_value_raw
    from voters
    union all
    select
        {{ envelope('contacts', rows='contacts') }}, 'contacts', contacts.id, ids.*
    from contacts
    cross join {{ labelled([
        ['pdi_id', 'pdi_id'], ['email', 'email_address'], ['phone', 'phone_number'],
    ]) }} as ids (identifier_type, identifier_value_raw)
    union all
    select
        {{ envelope('all_flags', record_id='same_id') }}, 'universe',
        {{ clean_text('pdi_id') }}, ids.*
    from flags
    cross join {{ labelled([
        ['state_voter_id', 'state_id'], ['county_voter_id', 'county_assigned_id'],
    ]) }} as ids (identifier_type, identifier_value_raw)
),

-- PDI is California's, and so are its numbers of voters.
renamed as (
    select
        given.*,
        case when identifier_type in ('email', 'phone') then 'entered' else 'tool' end as asserted_by,
        case identifier_type
            when 'pdi_id' then 'pdi'
            when 'state_voter_id' then 'state:CA'
            when 'county_voter_id' then 'unknown:' || source_id || ':county_voter_id'
        end as identifier_scope,
        {{ identifier('identifier_type', 'identifier_value_raw') }} as identifier_value
    from given
    where {{ clean_text('identifier_value_raw') }} is not null
)

{{ conform(
    'pdi', 'identifiers', from='renamed',
    lacks=[
        'origin', 'collector', 'collected_at', 'is_primary', 'valid_from_at', 'valid_to_at',
    ],
    checked=['identifier_value'],
) }}
