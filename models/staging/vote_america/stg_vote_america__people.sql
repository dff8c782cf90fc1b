-- One row per thing somebody did in a VoteAmerica tool, as they filled it in.
with written as (
    {{ stacked('vote_america', {
        'registrations': {
            'middle': 'middle_name', 'suffix_word': 'suffix', 'gender_word': 'gender',
        },
        'ballot_requests': {'middle': 'middle_name', 'suffix_word': 'suffix'},
        'verifications': {},
        'reminders': {},
        'lookups': {'given': 'null', 'family': 'null', 'birth_date_raw': 'null'},
        'election_lookups': {'given': 'null', 'family': 'null', 'birth_date_raw': 'null'},
    }, shared={
        'given': 'first_name', 'middle': 'null', 'family': 'last_name', 'suffix_word': 'null',
        'email_raw': 'email', 'phone_e164_raw': 'phone', 'birth_date_raw': 'date_of_birth',
        'gender_word': 'null', 'street': 'address_1', 'town': 'city', 'region_code_raw': 'state',
        'postal_code_raw': 'zipcode', 'made': 'time_started_utc', 'changed': 'updated_at_utc',
    }) }}
),

renamed as (
    select
        written.*,
        {{ clean_name('given') }} as first_name, {{ clean_name('middle') }} as middle_name,
        {{ clean_name('family') }} as last_name, {{ clean_name('suffix_word') }} as name_suffix,
        {{ email('email_raw') }} as email, {{ phone_e164('phone_e164_raw') }} as phone_e164,
        {{ iso_date('birth_date_raw') }} as birth_date, {{ clean_text('gender_word') }} as gender,
        {{ clean_name('street') }} as street_address, {{ clean_name('town') }} as city,
        {{ region_code('region_code_raw') }} as region_code,
        {{ postal_code('postal_code_raw') }} as postal_code,
        {{ instant('made', "'UTC'") }} as created_at, made as created_at_raw,
        {{ instant('changed', "'UTC'") }} as modified_at
    from written
)

{{ conform(
    'vote_america', 'people', from='renamed',
    lacks=['origin', 'collector', 'collected_at', 'country_code', 'language_code'],
    checked=['email', 'phone_e164', 'birth_date', 'region_code', 'postal_code', 'created_at'],
) }}
