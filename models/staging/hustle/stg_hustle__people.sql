-- One row per lead (a human in one organization) and user of a Hustle account.
with written as (
    {{ stacked('hustle', {
        'leads': {'given': 'first_name', 'family': 'last_name'},
        'users': {
            'given': "regexp_replace(trim(full_name), '\\s+\\S+$', '')",
            'family': "substring(trim(full_name) from '\\s(\\S+)$')",
        },
    }, shared={
        'email_raw': 'email', 'phone_e164_raw': 'phone_number', 'created_at_raw': 'created_at',
        'modified_at_raw': 'updated_at',
    }) }}
),

renamed as (
    select
        written.*,
        {{ clean_name('given') }} as first_name,
        {{ clean_name('family') }} as last_name,
        {{ email('email_raw') }} as email,
        {{ phone_e164('phone_e164_raw') }} as phone_e164,
        {{ instant('created_at_raw') }} as created_at,
        {{ instant('modified_at_raw') }} as modified_at
    from written
)

{{ conform(
    'hustle', 'people', from='renamed',
    lacks=[
        'origin', 'collector', 'collected_at', 'middle_name', 'name_suffix', 'birth_date', 'gender',
        'address', 'language_code',
    ],
    checked=['email', 'phone_e164', 'created_at', 'modified_at'],
) }}
