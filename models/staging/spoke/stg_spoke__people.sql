-- One row per contact of a campaign, texter and line of an uploaded list of a Spoke account.
with written as (
    {{ stacked('spoke', {
        'contact_upload': {
            'email_raw': 'email', 'postal_code_raw': 'zip', 'street': 'address', 'town': 'city',
            'region_code_raw': 'state',
        },
        'campaign_contact': {
            'postal_code_raw': 'zip', 'made': 'created_at', 'changed': 'updated_at',
        },
        'user': {'email_raw': 'email', 'made': 'created_at', 'changed': 'updated_at'},
    }, shared={
        'given': 'first_name', 'family': 'last_name', 'phone_e164_raw': 'cell',
        'email_raw': 'null', 'postal_code_raw': 'null', 'street': 'null', 'town': 'null',
        'region_code_raw': 'null', 'made': 'null', 'changed': 'null',
    }) }}
),

renamed as (
    select
        written.*,
        {{ clean_name('given') }} as first_name,
        {{ clean_name('family') }} as last_name,
        {{ email('email_raw') }} as email,
        {{ phone_e164('phone_e164_raw') }} as phone_e164,
        {{ clean_name('street') }} as street_address,
        {{ clean_name('town') }} as city,
        {{ region_code('region_code_raw') }} as region_code,
        {{ postal_code('postal_code_raw') }} as postal_code,
        {{ instant('made') }} as created_at,
        {{ instant('changed') }} as modified_at
    from written
)

{{ conform(
    'spoke', 'people', from='renamed',
    lacks=[
        'origin', 'collector', 'collected_at', 'middle_name', 'name_suffix', 'birth_date', 'gender',
        'country_code', 'language_code',
    ],
    checked=['email', 'phone_e164', 'region_code', 'postal_code'],
) }}
