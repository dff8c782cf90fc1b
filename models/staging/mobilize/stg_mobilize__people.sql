-- One row per person Mobilize has seen: its users, and those its other tables name.
with named as (
    {{ stacked('mobilize', {
        'users': {
            'user_id': 'id', 'given_name': 'given_name', 'family_name': 'family_name',
            'email_raw': 'email_address', 'phone_e164_raw': 'phone_number',
            'postal_code_raw': 'postal_code', 'modified_date': 'modified_date',
            'created_date': 'created_date',
        },
        'affiliations': {},
        'participations': {},
        'events': {
            'user_id': 'owner_id', 'given_name': 'owner__given_name',
            'family_name': 'owner__family_name', 'email_raw': 'owner__email_address',
            'phone_e164_raw': 'owner__phone_number', 'postal_code_raw': 'owner__postal_code',
            'modified_date': 'owner__modified_date',
        },
    }, shared={
        'user_id': 'user_id', 'given_name': 'user__given_name',
        'family_name': 'user__family_name', 'email_raw': 'user__email_address',
        'phone_e164_raw': 'user__phone_number', 'postal_code_raw': 'user__postal_code',
        'modified_date': 'user__modified_date', 'created_date': 'null',
    }) }}
),

creators as (
    {{ stacked('mobilize', {'events': {
        'user_id': 'creator_id', 'given_name': 'creator__given_name',
        'family_name': 'creator__family_name', 'email_raw': 'creator__email_address',
        'phone_e164_raw': 'creator__phone_number', 'postal_code_raw': 'creator__postal_code',
        'modified_date': 'creator__modified_date', 'created_date': 'null',
    }}) }}
),

users as (
    select distinct
        source_id,
        user_id
    from named
    where record_type = 'users'
),

seen as (
    select * from named
    union all
    select * from creators
),

-- Whoever is a user is told by the users' table alone, in the newest of its memberships.
in_order as (
    select
        seen.*,
        {{ instant('seen.created_date', 'seen._time_zone') }} as created_at,
        {{ instant('seen.modified_date', 'seen._time_zone') }} as modified_at,
        row_number() over (
            partition by seen.source_id, seen.user_id
            order by seen.modified_date desc nulls last, seen.received_at desc, seen.file_row
        ) as place
    from seen
    left join users on seen.source_id = users.source_id and seen.user_id = users.user_id
    where seen.user_id <> '' and (seen.record_type = 'users' or users.user_id is null)
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
