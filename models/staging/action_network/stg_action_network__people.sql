-- One row per person of Action Network's web API, and per account of its SQL mirror.
with api as (
    {{ latest_records(source('action_network', 'osdi_people')) }}
),

users as (
    {{ latest_records(source('action_network', 'users')) }}
),

core_fields as (
    {{ latest_records(source('action_network', 'core_fields')) }}
),

-- An account has a profile per group or network: the one written last speaks for it.
profiles as (
    select
        *,
        row_number() over (
            partition by _source_id, user_id order by updated_at desc, {{ newest_first('id') }}
        ) as place
    from core_fields
),

written as (
    select
        {{ envelope('osdi_people') }}, _time_zone, origin_system, given_name, additional_name,
        family_name, honorific_suffix, gender,
        {{ json_primary('email_addresses', 'address') }} as email_raw,
        {{ json_primary('phone_numbers', 'number') }} as phone_e164_raw,
        coalesce(
            {{ json_text('birthdate', 'month') }} || '/' || {{ json_text('birthdate', 'day') }}
            || '/' || {{ json_text('birthdate', 'year') }},
            {{ json_text('custom_fields', 'birth_date') }}
        ) as birth_date_raw,
        {{ json_primary('postal_addresses', 'address_lines', '0') }} as street,
        {{ json_primary('postal_addresses', 'locality') }} as locality,
        {{ json_primary('postal_addresses', 'region') }} as region,
        {{ json_primary('postal_addresses', 'postal_code') }} as postal_code_raw,
        {{ json_primary('postal_addresses', 'country') }} as country,
        {{ json_text('languages_spoken', '0') }} as language,
        created_date as created_at_raw, modified_date as modified_at_raw
    from api
    union all
    select
        {{ envelope('users', rows='users') }}, users._time_zone, users.originating_system,
        profiles.first_name, null as additional_name, profiles.last_name,
        null as honorific_suffix, null as gender, users.email, profiles.phone,
        null as birth_date_raw, profiles.street, profiles.city, profiles.state, profiles.zip_code,
        profiles.country, profiles.language, users.created_at,
        greatest(users.updated_at, profiles.updated_at) as modified_at_raw
    from users
    left join profiles
        on
            users._source_id = profiles._source_id and users.id = profiles.user_id
            and profiles.place = 1
),

renamed as (
    select
        *,
        {{ clean_name('given_name') }} as first_name,
        {{ clean_name('additional_name') }} as middle_name,
        {{ clean_name('family_name') }} as last_name,
        {{ clean_name('honorific_suffix') }} as name_suffix,
        {{ email('email_raw') }} as email,
        {{ phone_e164('phone_e164_raw') }} as phone_e164,
        coalesce(
            {{ iso_date('birth_date_raw', order='mdy') }}, {{ iso_date('birth_date_raw') }}
        ) as birth_date,
        {{ clean_name('street') }} as street_address,
        {{ clean_name('locality') }} as city,
        {{ region_code('region') }} as region_code,
        {{ postal_code('postal_code_raw') }} as postal_code,
        {{ country_code('country') }} as country_code,
        lower({{ clean_text('language') }}) as language_code,
        {{ instant('created_at_raw') }} as created_at,
        {{ instant('modified_at_raw') }} as modified_at,
        {{ instant('created_at_raw') }} as collected_at
    from written
)

{{ conform(
    'action_network', 'people', from='renamed',
    lacks=['origin_id', 'collector'],
    checked=['email', 'phone_e164', 'birth_date', 'postal_code', 'created_at', 'modified_at'],
) }}
