-- One row per contact, and per member of staff who owns contacts, in HubSpot.
with written as (
    {{ stacked('hubspot', {
        'contacts': {
            'phone_e164_raw': "coalesce(" ~ clean_text('mobilephone') ~ ", phone)",
            'birth_date_raw': 'date_of_birth', 'sex': clean_text('gender'), 'street': 'address',
            'town': 'city', 'region': 'state', 'postal_code_raw': 'zip', 'nation': 'country',
            'language': 'hs_language',
        },
        'owners': {},
    }, shared={
        'given': 'firstname', 'family': 'lastname', 'email_raw': 'email', 'phone_e164_raw': 'null',
        'birth_date_raw': 'null', 'sex': 'null', 'street': 'null', 'town': 'null', 'region': 'null',
        'postal_code_raw': 'null', 'nation': 'null', 'language': 'null',
        'created_at_raw': 'createdat', 'modified_at_raw': 'updatedat',
    }) }}
),

renamed as (
    select
        written.*,
        {{ clean_name('given') }} as first_name,
        {{ clean_name('family') }} as last_name,
        {{ email('email_raw') }} as email,
        {{ phone_e164('phone_e164_raw') }} as phone_e164,
        coalesce({{ iso_date('birth_date_raw') }}, {{ iso_date('birth_date_raw', order='mdy') }})
            as birth_date,
        sex as gender,
        {{ clean_name('street') }} as street_address,
        {{ clean_name('town') }} as city,
        {{ region_code('region') }} as region_code,
        {{ postal_code('postal_code_raw') }} as postal_code,
        {{ country_code('nation') }} as country_code,
        lower({{ clean_text('language') }}) as language_code,
        {{ instant('created_at_raw') }} as created_at,
        {{ instant('created_at_raw') }} as collected_at,
        {{ instant('modified_at_raw') }} as modified_at
    from written
)

{{ conform(
    'hubspot', 'people', from='renamed',
    lacks=['origin', 'collector', 'middle_name', 'name_suffix'],
    checked=['email', 'phone_e164', 'birth_date', 'created_at', 'modified_at'],
) }}
