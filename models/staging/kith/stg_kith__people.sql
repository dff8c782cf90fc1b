-- One row per person an exchange by the standard tells of, deleted ones included.
with people as (
    {{ latest_records(source('kith', 'people')) }}
),

renamed as (
    select
        {{ envelope('people', rows='people') }}, {{ made_by('people') }},
        {{ clean_name('first_name') }} as first_name, {{ clean_name('middle_name') }} as middle_name,
        {{ clean_name('last_name') }} as last_name, {{ clean_name('name_suffix') }} as name_suffix,
        {{ email('email') }} as email, email as email_raw,
        {{ phone_e164('phone') }} as phone_e164, phone as phone_e164_raw,
        {{ iso_date('birth_date') }} as birth_date, birth_date as birth_date_raw,
        {{ clean_name('street_address') }} as street_address, {{ clean_name('city') }} as city,
        {{ region_code('region_code') }} as region_code, region_code as region_code_raw,
        {{ postal_code('postal_code') }} as postal_code, postal_code as postal_code_raw,
        {{ country_code('country_code') }} as country_code, country_code as country_code_raw,
        {{ clean_text('language_code') }} as language_code,
        {{ instant('created_at') }} as created_at, created_at as created_at_raw,
        {{ instant('modified_at') }} as modified_at, modified_at as modified_at_raw
    from people
)

{{ conform(
    'kith', 'people', from='renamed', lacks=['gender'],
    checked=[
        'email', 'phone_e164', 'birth_date', 'region_code', 'postal_code', 'country_code',
        'created_at', 'modified_at',
    ],
) }}
