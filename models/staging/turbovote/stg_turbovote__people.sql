-- One row per account of TurboVote.
with users as (
    {{ latest_records(source('turbovote', 'users')) }}
),

renamed as (
    select
        {{ envelope('users') }},
        {{ clean_name('first_name') }} as first_name, {{ clean_name('middle_name') }} as middle_name,
        {{ clean_name('last_name') }} as last_name,
        {{ email('email') }} as email, email as email_raw,
        {{ phone_e164('phone') }} as phone_e164, phone as phone_e164_raw,
        {{ iso_date('dob', order='mdy') }} as birth_date,
        case when {{ clean_text('dob') }} !~ '^[0-9]{4}$' then dob end as birth_date_raw,
        {{ clean_name('registered_address_street') }} as street_address,
        {{ clean_name('registered_address_city') }} as city,
        {{ region_code('registered_address_state') }} as region_code,
        registered_address_state as region_code_raw,
        {{ postal_code('registered_address_zip') }} as postal_code,
        registered_address_zip as postal_code_raw,
        {{ clean_text('language_preference') }} as language_code,
        {{ instant('created_at') }} as created_at, created_at as created_at_raw,
        {{ instant('updated_at') }} as modified_at
    from users
)

{{ conform(
    'turbovote', 'people', from='renamed',
    lacks=['origin', 'collector', 'collected_at', 'name_suffix', 'gender', 'country_code'],
    checked=['email', 'phone_e164', 'birth_date', 'region_code', 'postal_code', 'created_at'],
) }}
