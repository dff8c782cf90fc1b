-- One row per person who was sent to Catalist, as they were sent.
with matches as (
    {{ latest_records(source('catalist', 'matches')) }}
),

-- The sender's id may be a row's number: alike in all of these is the same person.
sent as (
    select
        matches.*,
        {{ minted_id([
            'sent_matchbackid', 'sent_statefileid', 'sent_first_name', 'sent_last_name',
            'sent_addr1', 'sent_zip', 'sent_dob', 'sent_phone', 'sent_email',
        ]) }} as person_id
    from matches
),

numbered as (
    select
        sent.*,
        row_number() over (
            partition by _source_id, person_id order by _extracted_at desc, _record_id
        ) as place
    from sent
),

renamed as (
    select
        {{ envelope('sent', record_id='person_id') }},
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
    from numbered
    where place = 1
)

{{ conform(
    'catalist', 'people', from='renamed',
    lacks=[
        'origin', 'collector', 'collected_at', 'country_code', 'language_code', 'created_at',
        'modified_at',
    ],
    checked=['email', 'phone_e164', 'birth_date', 'region_code', 'postal_code'],
) }}
