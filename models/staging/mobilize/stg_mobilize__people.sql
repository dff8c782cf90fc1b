-- One row per person Mobilize has seen: its users, and those its other tables name.
with users as (
    {{ latest_records(source('mobilize', 'users')) }}
),

affiliations as (
    {{ latest_records(source('mobilize', 'affiliations')) }}
),

participations as (
    {{ latest_records(source('mobilize', 'participations')) }}
),

events as (
    {{ latest_records(source('mobilize', 'events')) }}
),

named_elsewhere as (
    select
        {{ envelope('users', 'user_id') }}, _time_zone, user__given_name, user__family_name,
        user__email_address, user__phone_number, user__postal_code, user__modified_date
    from affiliations
    union all
    select
        {{ envelope('users', 'user_id') }}, _time_zone, user__given_name, user__family_name,
        user__email_address, user__phone_number, user__postal_code, user__modified_date
    from participations
    union all
    select
        {{ envelope('users', 'owner_id') }}, _time_zone, owner__given_name, owner__family_name,
        owner__email_address, owner__phone_number, owner__postal_code, owner__modified_date
    from events
    union all
    select
        {{ envelope('users', 'creator_id') }}, _time_zone, creator__given_name,
        creator__family_name, creator__email_address, creator__phone_number,
        creator__postal_code, creator__modified_date
    from events
),

seen as (
    select
        {{ envelope('users', 'id') }}, _time_zone, given_name, family_name,
        email_address as email_raw, phone_number as phone_e164_raw, postal_code as postal_code_raw,
        modified_date, created_date
    from users
    union all
    select named_elsewhere.*, null as created_date
    from named_elsewhere
    where named_elsewhere.record_id <> '' and not exists (
        select 1 from users
        where users._source_id = named_elsewhere.source_id and users.id = named_elsewhere.record_id
    )
),

renamed as (
    select
        *,
        {{ clean_name('given_name') }} as first_name,
        {{ clean_name('family_name') }} as last_name,
        {{ email('email_raw') }} as email,
        {{ phone_e164('phone_e164_raw') }} as phone_e164,
        {{ postal_code('postal_code_raw') }} as postal_code,
        {{ instant('created_date') }} as created_at,
        {{ instant('modified_date') }} as modified_at
    from seen
),

newest_first as (
    select *, row_number() over (
        partition by source_id, record_id
        order by modified_at desc nulls last, received_at desc, file_id, file_row
    ) as place
    from renamed
),

newest as (
    select * from newest_first where place = 1
)

{{ conform(
    'mobilize', 'people', from='newest',
    lacks=[
        'origin_system', 'origin_id', 'collected_by_type', 'collected_by_id', 'collected_at',
        'middle_name', 'name_suffix', 'birth_date', 'gender', 'street_address', 'city',
        'region_code', 'country_code', 'language_code',
    ],
    checked=['email', 'phone_e164', 'postal_code'],
) }}
