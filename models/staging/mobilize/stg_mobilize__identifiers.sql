-- One row per id, address or number that a Mobilize record gives for a user.
with people as (
    select * from {{ ref('stg_mobilize__people') }}
),

participations as (
    {{ latest_records(source('mobilize', 'participations')) }}
),

van_persons as (
    {{ latest_records(source('mobilize', 'van_persons')) }}
),

held as (
    select
        {{ same_record('people') }}, people.record_id as person_record_id, stated.*,
        true as is_primary, people.created_at as valid_from_at
    from people
    cross join lateral (
        values
        ('mobilize_user_id', 'mobilize', people.record_id, 'tool'),
        ('email', null, people.email, 'entered'),
        ('phone', null, people.phone_e164, 'entered')
    ) as stated (identifier_type, identifier_scope, identifier_value, asserted_by)
),

-- What was typed then outlives a later change of the user: it is the evidence of that sign-up.
typed_at_signup as (
    select
        {{ envelope('participations', rows='participations') }},
        participations.user_id as person_record_id, stated.*,
        false as is_primary,
        {{ instant('participations.created_date', 'participations._time_zone') }} as valid_from_at
    from participations
    cross join lateral (
        values
        ('email', null, {{ email('email_at_signup') }}, 'entered'),
        ('phone', null, {{ phone_e164('phone_number_at_signup') }}, 'entered')
    ) as stated (identifier_type, identifier_scope, identifier_value, asserted_by)
),

paired_by_sync as (
    select
        {{ envelope('van_persons') }}, user_id as person_record_id, 'van_id' as identifier_type,
        'van:committee:' || committee_id as identifier_scope, van_id as identifier_value,
        'vendor_crosswalk' as asserted_by, true as is_primary,
        {{ instant('created_date') }} as valid_from_at
    from van_persons
),

every_one as (
    select * from held
    union all
    select * from typed_at_signup
    union all
    select * from paired_by_sync
),

known as (
    select
        *,
        'users' as person_record_type,
        valid_from_at as collected_at,
        cast(null as timestamptz) as valid_to_at
    from every_one
    where person_record_id <> '' and identifier_value <> ''
),

first_given as (
    {{ first_given('known') }}
)

{{ conform(
    'mobilize', 'identifiers', from='first_given',
    lacks=['origin', 'collector'],
) }}
