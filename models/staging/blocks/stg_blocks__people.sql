-- One row per person, canvasser, user, form or petition line of a Blocks account.
with addresses as (
    {{ latest_records(source('blocks', 'addresses')) }}
),

written as (
    {{ stacked('blocks', {
        'registration_forms': {
            'middle': 'middle_name', 'suffix_word': 'name_suffix', 'email_raw': 'email_address',
            'birth_date_raw': 'date_of_birth', 'gender_word': 'gender', 'changed': 'updated_at',
            'street': 'voting_street_address_one', 'town': 'voting_city',
            'region_code_raw': 'voting_state', 'postal_code_raw': 'voting_zipcode',
        },
        'people': {
            'middle': 'middle_name', 'suffix_word': 'suffix_name', 'changed': 'updated_at',
            'email_raw': 'primary_email_address', 'phone_e164_raw': 'primary_phone_number',
            'birth_date_raw': 'birth_date', 'gender_word': 'gender',
            'language': 'primary_language', 'address_id': 'residential_address_id',
        },
        'absentee_ballot_request_forms': {
            'middle': 'middle_name', 'suffix_word': 'name_suffix', 'email_raw': 'email_address',
            'birth_date_raw': 'date_of_birth', 'gender_word': 'gender', 'changed': 'updated_at',
            'address_id': 'residential_address_id',
        },
        'petitions_signatures': {
            'middle': 'middle_name', 'street': 'address_one', 'town': 'city',
            'region_code_raw': 'state', 'postal_code_raw': 'zipcode',
        },
        'canvassers': {'changed': 'updated_at'},
        'users': {'phone_e164_raw': 'null', 'changed': 'updated_at'},
    }, shared={
        'given': 'first_name', 'middle': 'null', 'family': 'last_name', 'suffix_word': 'null',
        'email_raw': 'email', 'phone_e164_raw': 'phone_number', 'birth_date_raw': 'null',
        'gender_word': 'null', 'language': 'null', 'address_id': 'null', 'street': 'null',
        'town': 'null', 'region_code_raw': 'null', 'postal_code_raw': 'null',
        'made': 'created_at', 'changed': 'null',
    }) }}
),

placed as (
    select
        written.*,
        coalesce(addresses.line_one, written.street) as street_line,
        coalesce(addresses.city, written.town) as town_name,
        coalesce(addresses.state, written.region_code_raw) as region,
        coalesce(addresses.zipcode, written.postal_code_raw) as postcode
    from written
    left join addresses
        on written.source_id = addresses._source_id and written.address_id = addresses.id
),

renamed as (
    select
        placed.*,
        {{ clean_name('given') }} as first_name, {{ clean_name('middle') }} as middle_name,
        {{ clean_name('family') }} as last_name, {{ clean_name('suffix_word') }} as name_suffix,
        {{ email('email_raw') }} as email, {{ phone_e164('phone_e164_raw') }} as phone_e164,
        {{ iso_date('birth_date_raw') }} as birth_date, {{ clean_text('gender_word') }} as gender,
        {{ clean_name('street_line') }} as street_address, {{ clean_name('town_name') }} as city,
        {{ region_code('region') }} as region_code, {{ postal_code('postcode') }} as postal_code,
        {{ clean_text('language') }} as language_code,
        {{ instant('made') }} as created_at, {{ instant('changed') }} as modified_at
    from placed
)

{{ conform(
    'blocks', 'people', from='renamed',
    lacks=['origin', 'collector', 'collected_at', 'country_code'],
    checked=['email', 'phone_e164', 'birth_date'],
) }}
