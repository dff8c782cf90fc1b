-- One row per contact and agent of a CallHub account.
with seen as (
    {{ stacked('callhub', {
        'contacts': {
            'email_raw': 'email', 'given': 'first_name', 'family': 'last_name', 'phone_e164_raw': 'contact',
            'country': 'country_code', 'street': 'address', 'town': 'city', 'region_code_raw': 'state',
        },
        'agents': {'email_raw': 'email'},
    }, shared={
        'given': 'null', 'family': 'null', 'phone_e164_raw': 'null', 'country': 'null',
        'street': 'null', 'town': 'null', 'region_code_raw': 'null',
    }) }}
),

renamed as (
    select
        seen.*,
        {{ clean_name('given') }} as first_name, {{ clean_name('family') }} as last_name,
        {{ email('email_raw') }} as email,
        {{ phone_in_country('phone_e164_raw', 'country') }} as phone_e164,
        {{ clean_name('street') }} as street_address, {{ clean_name('town') }} as city,
        {{ region_code('region_code_raw') }} as region_code,
        {{ country_code('country') }} as country_code, country as country_code_raw
    from seen
)

{{ conform(
    'callhub', 'people', from='renamed',
    checked=['email', 'phone_e164', 'region_code', 'country_code'],
    lacks=[
        'origin', 'collector', 'collected_at', 'middle_name', 'name_suffix', 'birth_date', 'gender',
        'postal_code', 'language_code', 'created_at', 'modified_at',
    ],
) }}
