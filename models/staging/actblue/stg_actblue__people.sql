-- One row per donor as typed into one ActBlue line item or cancelled series.
with written as (
    {{ stacked('actblue', {
        'paid_contributions': {},
        'refunded_contributions': {},
        'managed_form_contributions': {},
        'cancelled_recurring_contributions': {'street': 'donor_address', 'made': 'null'},
    }, shared={
        'given': 'donor_first_name', 'family': 'donor_last_name', 'email_raw': 'donor_email',
        'phone_e164_raw': 'donor_phone', 'street': 'donor_addr1', 'town': 'donor_city',
        'region_code_raw': 'donor_state', 'postal_code_raw': 'donor_zip',
        'country_code_raw': 'donor_country', 'made': 'date',
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
        {{ country_code('country_code_raw') }} as country_code,
        {{ instant('made') }} as collected_at,
        {{ instant('made') }} as created_at
    from written
)

{{ conform(
    'actblue', 'people', from='renamed',
    lacks=[
        'origin', 'collector', 'middle_name', 'name_suffix', 'birth_date', 'gender',
        'language_code', 'modified_at',
    ],
    checked=['email', 'phone_e164'],
) }}
