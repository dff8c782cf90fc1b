-- One row per person who was sent to SmartMatch, as they were sent.
with sent as (
    {{ latest_of_same(source('target_smart', 'smartmatch'), who_was_sent('target_smart')) }}
),

renamed as (
    select
        {{ envelope('sent', record_id='same_id') }},
        coalesce({{ clean_name('first_name') }}, {{ given_name('full_name') }}) as first_name,
        coalesce({{ clean_name('last_name') }}, {{ family_name('full_name') }}) as last_name,
        {{ clean_name('middle_name') }} as middle_name,
        {{ clean_name('name_suffix') }} as name_suffix,
        {{ email('email') }} as email, email as email_raw,
        {{ phone_e164('phone') }} as phone_e164, phone as phone_e164_raw,
        {{ iso_date('dob') }} as birth_date, dob as birth_date_raw,
        {{ clean_text('gender') }} as gender,
        {{ clean_name('address1') }} as street_address, {{ clean_name('city') }} as city,
        {{ region_code('state') }} as region_code, state as region_code_raw,
        {{ postal_code('zip') }} as postal_code, zip as postal_code_raw
    from sent
)

{{ conform(
    'target_smart', 'people', from='renamed',
    lacks=[
        'origin', 'collector', 'collected_at', 'country_code', 'language_code', 'created_at',
        'modified_at',
    ],
    checked=['email', 'phone_e164', 'birth_date', 'region_code', 'postal_code'],
) }}
