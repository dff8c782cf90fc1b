-- One row per number, address or id of any system that an OpenField record gives for a person.
with people as (
    {{ latest_records(source('openfield', 'people')) }}
),

lookups as (
    {{ latest_records(source('openfield', 'people_lookup')) }}
),

users as (
    {{ latest_records(source('openfield', 'customuser')) }}
),

-- Nobody says of which instance a VANID is or which state numbered a voter, unless the row does.
given as (
    select
        {{ envelope('people', rows='people') }}, 'people' as person_record_type,
        people.id as person_record_id, 'vendor_crosswalk' as said_by,
        coalesce('state:' || {{ region_code('people.reg_state') }}, 'unknown:' || people._source_id)
            as state_scope,
        labels.*
    from people
    cross join {{ labelled([
        ['phone', 'phone1'], ['phone', 'phone2'], ['phone', 'phone3'], ['phone', 'phone4'],
        ['email', 'email1'], ['email', 'email2'], ['state_voter_id', 'state_file_id'],
        ['van_id', 'van_id'], ['my_campaign_van_id', 'my_campaign_id'], ['dwid', 'dwid'],
        ['voterbase_id', 'voterbase_id'], ['action_network_id', 'action_network_id'],
        ['actionkit_id', 'actionkit_id'], ['mobilize_user_id', 'mobilize_id'],
        ['county_voter_id', 'county_file_id'], ['external_id', 'other_voter_file_id'],
        ['external_id', 'other_crm_id'],
    ]) }} as labels (label, identifier_value_raw)
    union all
    select
        {{ envelope('people_lookup', rows='lookups') }}, 'people' as person_record_type,
        lookups.of_person_id as person_record_id, 'vendor_crosswalk' as said_by,
        'unknown:' || lookups._source_id as state_scope, labels.*
    from lookups
    cross join {{ labelled([
        ['state_voter_id', 'state_file_id'], ['dwid', 'dwid'], ['voterbase_id', 'voterbase_id'],
        ['dnc_person_id', 'dnc_person_id'],
    ]) }} as labels (label, identifier_value_raw)
    union all
    select
        {{ envelope('customuser', rows='users') }}, 'customuser' as person_record_type,
        users.id as person_record_id, 'entered' as said_by, null as state_scope, labels.*
    from users
    cross join {{ labelled([['phone', 'cell_phone'], ['email', 'email']]) }}
        as labels (label, identifier_value_raw)
),

renamed as (
    select
        given.*,
        case label when 'my_campaign_van_id' then 'van_id' else label end as identifier_type,
        case
            when label in ('phone', 'email') then 'entered' else said_by
        end as asserted_by,
        case
            when label in ('phone', 'email') then null
            when label in ('state_voter_id', 'county_voter_id') then state_scope
            when label = 'dwid' then 'catalist'
            when label = 'voterbase_id' then 'targetsmart'
            when label = 'dnc_person_id' then 'dnc'
            when label = 'action_network_id' then 'action_network'
            when label = 'mobilize_user_id' then 'mobilize'
            else 'unknown:' || source_id || ':' || label
        end as identifier_scope,
        {{ identifier('label', 'identifier_value_raw') }} as identifier_value,
        cast(null as timestamptz) as valid_from_at, cast(null as timestamptz) as valid_to_at,
        cast(null as boolean) as is_primary
    from given
    where {{ clean_text('identifier_value_raw') }} is not null
),

first_given as (
    {{ first_given('renamed') }}
)

{{ conform(
    'openfield', 'identifiers', from='first_given',
    lacks=['origin', 'collector', 'collected_at'],
    checked=['identifier_value'],
) }}
