-- One row per profile of a Mobile Commons account.
with written as (
    {{ stacked('mobile_commons', {'profiles': {
        'given': 'first_name', 'family': 'last_name', 'email_raw': 'email',
        'phone_e164_raw': 'phone_number', 'street': json_text('address', 'street1'),
        'town': json_text('address', 'city'), 'region_code_raw': json_text('address', 'state'),
        'postal_code_raw': json_text('address', 'postal_code'),
        'country_code_raw': json_text('address', 'country'), 'created_at_raw': 'created_at',
        'modified_at_raw': 'updated_at',
    }}) }}
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
        {{ country_code('country_code_raw') }} as country_code,
        {{ instant('created_at_raw', "'UTC'") }} as created_at,
        {{ instant('modified_at_raw', "'UTC'") }} as modified_at
    from written
)

{{ conform(
    'mobile_commons', 'people', from='renamed',
    lacks=[
        'origin', 'collector', 'collected_at', 'middle_name', 'name_suffix', 'birth_date', 'gender',
        'language_code',
    ],
    checked=['email', 'phone_e164', 'region_code', 'postal_code', 'country_code', 'created_at'],
) }}
