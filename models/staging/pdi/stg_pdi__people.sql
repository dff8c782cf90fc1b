-- One row per voter, contact or user of a PDI account.
with listed as (
    {{ stacked('pdi', {
        'universe': {
            'given': 'v1_first_name', 'family': 'v1_last_name', 'sex_word': 'v1_gender',
            'street': 'res_address1', 'postal_code_raw': 'ra_zip',
        },
        'contacts': {
            'given': 'first_name', 'middle': 'middle_name', 'family': 'last_name',
            'suffix_word': 'name_suffix', 'sex_word': 'gender', 'birth_date_raw': 'date_of_birth',
            'email_raw': 'email_address', 'phone_e164_raw': 'phone_number',
        },
    }, shared={
        'middle': 'null', 'suffix_word': 'null', 'birth_date_raw': 'null', 'email_raw': 'null',
        'phone_e164_raw': 'null', 'street': 'null', 'postal_code_raw': 'null',
    }) }}
),

flaggers as (
    {{ latest_of_same(source('pdi', 'all_flags'), ['user_name']) }}
),

-- A user is known by their name alone, in one piece: its last word is taken for the last name.
everybody as (
    select * from listed
    union all
    select
        {{ envelope('users', record_id='same_id') }}, _time_zone,
        null, null, null, null, null, null, null,
        regexp_replace({{ clean_name('canvasser_name') }}, ' [^ ]+$', ''),
        substring({{ clean_name('canvasser_name') }} from ' ([^ ]+)$'), null
    from flaggers
    where {{ clean_text('user_name') }} is not null
),

renamed as (
    select
        everybody.*,
        {{ clean_name('given') }} as first_name, {{ clean_name('middle') }} as middle_name,
        {{ clean_name('family') }} as last_name, {{ clean_name('suffix_word') }} as name_suffix,
        {{ email('email_raw') }} as email, {{ phone_e164('phone_e164_raw') }} as phone_e164,
        {{ iso_date('birth_date_raw') }} as birth_date, {{ clean_text('sex_word') }} as gender,
        {{ clean_name('street') }} as street_address, {{ postal_code('postal_code_raw') }} as postal_code
    from everybody
)

{{ conform(
    'pdi', 'people', from='renamed',
    lacks=[
        'origin', 'collector', 'collected_at', 'city', 'region_code', 'country_code',
        'language_code', 'created_at', 'modified_at',
    ],
    checked=['email', 'phone_e164', 'birth_date', 'postal_code'],
) }}
