-- One row per registration in Rock the Vote, as the person filled it in.
with registrants as (
    {{ latest_of_same(source('rock_the_vote', 'registrants'), [
        'started_registration', 'email_address', 'first_name', 'last_name',
    ]) }}
),

renamed as (
    select
        {{ envelope('registrants', record_id='same_id') }},
        {{ clean_name('first_name') }} as first_name,
        {{ clean_name('middle_name') }} as middle_name,
        {{ clean_name('last_name') }} as last_name,
        {{ clean_name('name_suffix') }} as name_suffix,
        {{ email('email_address') }} as email, email_address as email_raw,
        {{ phone_e164('phone') }} as phone_e164, phone as phone_e164_raw,
        {{ iso_date('date_of_birth', order='mdy') }} as birth_date, date_of_birth as birth_date_raw,
        {{ clean_name('home_address') }} as street_address,
        {{ clean_name('home_city') }} as city,
        {{ region_code('home_state') }} as region_code, home_state as region_code_raw,
        {{ postal_code('home_zip_code') }} as postal_code, home_zip_code as postal_code_raw,
        {{ clean_text('language') }} as language_code,
        {{ instant('started_registration') }} as created_at
    from registrants
)

{{ conform(
    'rock_the_vote', 'people', from='renamed',
    lacks=['origin', 'collector', 'collected_at', 'gender', 'country_code', 'modified_at'],
    checked=['email', 'phone_e164', 'birth_date', 'region_code', 'postal_code'],
) }}
