-- One row per person Mobilize has seen: its users, and those its other tables name.
with named as (
    {{ stacked('mobilize', {
        'users': mobilize_user('id', created_date='created_date'),
        'affiliations': mobilize_user('user_id', 'user__'),
        'participations': mobilize_user('user_id', 'user__'),
        'events': mobilize_user('owner_id', 'owner__'),
        'api_people': {
            'created_at': epoch_instant('created_date'),
            'modified_at': epoch_instant('modified_date'),
        },
        'api_attendances': {
            'created_at': epoch_instant(json_text('person', 'created_date')),
            'modified_at': epoch_instant(json_text('person', 'modified_date')),
        },
    }, shared={
        'user_id': 'user_id', 'given_name': 'given_name', 'family_name': 'family_name',
        'email_raw': json_text('email_addresses', '0', 'address'),
        'phone_e164_raw': json_text('phone_numbers', '0', 'number'),
        'postal_code_raw': json_text('postal_addresses', '0', 'postal_code'),
    }) }}
),

creators as (
    {{ stacked('mobilize', {'events': mobilize_user('creator_id', 'creator__')}) }}
),

users as (
    select distinct
        source_id,
        user_id
    from named
    where record_type in ('users', 'api_people')
),

seen as (
    select * from named
    union all
    select * from creators
),

-- Whoever is listed as a user is told by those lists alone, in the newest of their memberships.
in_order as (
    select
        seen.*,
        row_number() over (
            partition by seen.source_id, seen.user_id
            order by seen.modified_at desc nulls last, seen.received_at desc, seen.file_row
        ) as place
    from seen
    left join users on seen.source_id = users.source_id and seen.user_id = users.user_id
    where
        seen.user_id <> ''
        and (seen.record_type in ('users', 'api_people') or users.user_id is null)
),

renamed as (
    select
        source_id, 'users' as record_type, user_id as record_id, is_record_id_minted, received_at,
        loaded_at, method, file_id, file_row, email_raw, phone_e164_raw, postal_code_raw,
        created_at, modified_at,
        {{ clean_name('given_name') }} as first_name,
        {{ clean_name('family_name') }} as last_name,
        {{ email('email_raw') }} as email,
        {{ phone_e164('phone_e164_raw') }} as phone_e164,
        {{ postal_code('postal_code_raw') }} as postal_code
    from in_order
    where place = 1
)

{{ conform(
    'mobilize', 'people', from='renamed',
    lacks=[
        'origin', 'collector', 'collected_at', 'middle_name', 'name_suffix', 'birth_date', 'gender',
        'street_address', 'city', 'region_code', 'country_code', 'language_code',
    ],
    checked=['email', 'phone_e164', 'postal_code'],
) }}
