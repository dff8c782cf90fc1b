-- One row per account of a group's website or app.
with users as (
    {{ latest_records(source('web', 'users')) }}
),

renamed as (
    select
        {{ envelope('users') }},
        {{ clean_name('first_name') }} as first_name, {{ clean_name('last_name') }} as last_name,
        {{ email('email') }} as email, email as email_raw,
        {{ phone_e164('phone') }} as phone_e164, phone as phone_e164_raw,
        {{ postal_code('postal_code') }} as postal_code,
        {{ instant('created_at') }} as created_at
    from users
)

{{ conform(
    'web', 'people', from='renamed',
    lacks=[
        'origin', 'collector', 'collected_at', 'middle_name', 'name_suffix', 'birth_date', 'gender',
        'street_address', 'city', 'region_code', 'country_code', 'language_code', 'modified_at',
    ],
    checked=['email', 'phone_e164'],
) }}
