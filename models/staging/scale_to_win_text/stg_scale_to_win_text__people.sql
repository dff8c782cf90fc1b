-- One row per contact of a campaign and texter of a Scale to Win Text account.
with written as (
    {{ stacked('scale_to_win_text', {
        'campaign_contacts': {'postal_code_raw': 'zip', 'changed': 'updated_at'},
        'users': {'email_raw': 'email'},
    }, shared={
        'given': 'first_name', 'family': 'last_name', 'phone_e164_raw': 'cell',
        'email_raw': 'null', 'postal_code_raw': 'null', 'created_at_raw': 'created_at',
        'changed': 'null',
    }) }}
),

renamed as (
    select
        written.*,
        {{ clean_name('given') }} as first_name,
        {{ clean_name('family') }} as last_name,
        {{ email('email_raw') }} as email,
        {{ phone_e164('phone_e164_raw') }} as phone_e164,
        {{ postal_code('postal_code_raw') }} as postal_code,
        {{ instant('created_at_raw') }} as created_at,
        {{ instant('changed') }} as modified_at
    from written
)

{{ conform(
    'scale_to_win_text', 'people', from='renamed',
    lacks=[
        'origin', 'collector', 'collected_at', 'middle_name', 'name_suffix', 'birth_date', 'gender',
        'street_address', 'city', 'region_code', 'country_code', 'language_code',
    ],
    checked=['email', 'phone_e164', 'postal_code', 'created_at'],
) }}
