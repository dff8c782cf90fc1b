-- One row per person Mobilize has seen.
with latest as (
    {{ latest_records(source('mobilize', 'users')) }}
),

renamed as (
    select
        {{ envelope('users') }},
        {{ clean_name('given_name') }} as first_name,
        {{ clean_name('family_name') }} as last_name,
        {{ email('email_address') }} as email,
        email_address as email_raw,
        {{ phone_e164('phone_number') }} as phone_e164,
        phone_number as phone_e164_raw,
        {{ postal_code('postal_code') }} as postal_code,
        {{ instant('created_date') }} as created_at,
        {{ instant('modified_date') }} as modified_at
    from latest
)

{{ conform(
    'mobilize', 'people', from='renamed',
    lacks=[
        'origin_system', 'origin_id', 'collected_by_type', 'collected_by_id', 'collected_at',
        'middle_name', 'name_suffix', 'birth_date', 'gender', 'street_address', 'city',
        'region_code', 'country_code', 'language_code',
    ],
    checked=['email', 'phone_e164'],
) }}
