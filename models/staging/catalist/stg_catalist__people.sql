-- One row per person who was sent to Catalist, as they were sent.
with sent as (
    {{ latest_of_same(source('catalist', 'matches'), who_was_sent('catalist')) }}
),

renamed as (
    select
        {{ envelope('sent', record_id='same_id') }},
        {{ clean_name('sent_first_name') }} as first_name,
        {{ clean_name('sent_middle_name') }} as middle_name,
        {{ clean_name('sent_last_name') }} as last_name,
        {{ clean_name('sent_name_suffix') }} as name_suffix,
        {{ email('sent_email') }} as email, sent_email as email_raw,
        {{ phone_e164('sent_phone') }} as phone_e164, sent_phone as phone_e164_raw,
        {{ iso_date('sent_dob') }} as birth_date, sent_dob as birth_date_raw,
        {{ clean_text('sent_gender_tomatch') }} as gender,
        {{ clean_name('sent_addr1') }} as street_address, {{ clean_name('sent_city') }} as city,
        {{ region_code('sent_state') }} as region_code, sent_state as region_code_raw,
        {{ postal_code('sent_zip') }} as postal_code, sent_zip as postal_code_raw
    from sent
)

{{ conform(
    'catalist', 'people', from='renamed',
    lacks=[
        'origin', 'collector', 'collected_at', 'country_code', 'language_code', 'created_at',
        'modified_at',
    ],
    checked=['email', 'phone_e164', 'birth_date', 'region_code', 'postal_code'],
) }}
