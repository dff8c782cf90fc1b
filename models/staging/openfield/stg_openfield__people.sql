-- One row per person or user of an OpenField garden.
with written as (
    {{ stacked('openfield', {
        'people': {
            'middle': 'middle_name', 'suffix_word': 'suffix', 'email_raw': 'email1',
            'phone_e164_raw': 'phone1', 'birth_date_raw': 'dob', 'sex_word': 'sex',
            'street': 'reg_address1', 'town': 'reg_city', 'region_code_raw': 'reg_state',
            'postal_code_raw': 'reg_zip_5', 'made': 'created_date',
        },
        'customuser': {
            'email_raw': 'email', 'phone_e164_raw': 'cell_phone', 'postal_code_raw': 'zip_code',
            'made': 'date_joined',
        },
    }, shared={
        'given': 'first_name', 'family': 'last_name', 'middle': 'null', 'suffix_word': 'null',
        'birth_date_raw': 'null', 'sex_word': 'null', 'street': 'null', 'town': 'null',
        'region_code_raw': 'null',
    }) }}
),

renamed as (
    select
        written.*,
        {{ clean_name('given') }} as first_name,
        {{ clean_name('middle') }} as middle_name,
        {{ clean_name('family') }} as last_name,
        {{ clean_name('suffix_word') }} as name_suffix,
        {{ email('email_raw') }} as email,
        {{ phone_e164('phone_e164_raw') }} as phone_e164,
        {{ iso_date('birth_date_raw') }} as birth_date,
        {{ clean_text('sex_word') }} as gender,
        {{ clean_name('street') }} as street_address,
        {{ clean_name('town') }} as city,
        {{ region_code('region_code_raw') }} as region_code,
        {{ postal_code('postal_code_raw') }} as postal_code,
        {{ instant('made') }} as created_at
    from written
)

{{ conform(
    'openfield', 'people', from='renamed',
    lacks=[
        'origin', 'collector', 'collected_at', 'country_code', 'language_code', 'modified_at',
    ],
    checked=['email', 'phone_e164', 'birth_date', 'region_code', 'postal_code'],
) }}
