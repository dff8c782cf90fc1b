-- One row per address, number or id a NationBuilder signup gives for a person.
with signups as (
    {{ latest_records(source('nationbuilder', 'signups')) }}
),

-- The ids of other systems are what somebody typed or imported; most do not say whose they are.
given as (
    select
        {{ envelope('signups', rows='signups') }}, signups._time_zone, keys.identifier_type,
        coalesce({{ looked_up('keys.identifier_type', {'dwid': 'catalist'}) }},
            case when keys.identifier_type not in ('email', 'phone')
                then 'unknown:' || signups._source_id || ':' || keys.name end
        ) as identifier_scope,
        signups.attributes ->> keys.name as identifier_value_raw,
        {{ json_text('signups.attributes', 'created_at') }} as made
    from signups
    cross join {{ labelled([
        ['email', "'email'"], ['email', "'email1'"], ['email', "'email2'"], ['email', "'email3'"],
        ['email', "'email4'"], ['phone', "'mobile_number'"], ['phone', "'phone_number'"],
        ['phone', "'work_phone_number'"], ['dwid', "'dw_id'"], ['van_id', "'van_id'"],
        ['state_voter_id', "'state_file_id'"], ['external_id', "'external_id'"],
    ]) }} as keys (identifier_type, name)
    where coalesce({{ json_text('signups.attributes', 'signup_type') }}, '0') <> '1'
    union all
    select
        {{ envelope('signups') }}, _time_zone, 'nationbuilder_id', 'nationbuilder:' || _source_id,
        _record_id, {{ json_text('attributes', 'created_at') }}
    from signups
    where coalesce({{ json_text('attributes', 'signup_type') }}, '0') <> '1'
),

cleaned as (
    select
        given.*, record_type as person_record_type, record_id as person_record_id,
        case identifier_type when 'nationbuilder_id' then 'tool' else 'entered' end as asserted_by,
        {{ identifier('identifier_type', 'identifier_value_raw') }} as identifier_value,
        cast(null as boolean) as is_primary,
        {{ instant('made') }} as valid_from_at, {{ instant('made') }} as collected_at,
        cast(null as timestamptz) as valid_to_at
    from given
    where {{ clean_text('identifier_value_raw') }} is not null
),

first_given as (
    {{ first_given('cleaned') }}
)

{{ conform(
    'nationbuilder', 'identifiers', from='first_given',
    lacks=['origin', 'collector'],
    checked=['identifier_value'],
) }}
