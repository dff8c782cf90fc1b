-- One row per line of a spreadsheet, as a person signed it.
with lines as (
    {{ stacked('spreadsheet', {
        'sign_ins': {'given': 'first_name', 'family': 'last_name', 'whole': 'null'},
        'sign_ins_by_name': {'given': 'null', 'family': 'null', 'whole': 'name'},
    }, shared={
        'email_raw': 'email', 'phone_e164_raw': 'phone', 'street': 'street_address', 'town': 'city',
        'region_code_raw': 'state', 'postal_code_raw': 'zip', 'created_at_raw': 'signed_at',
    }) }}
),

renamed as (
    select
        lines.*,
        coalesce({{ clean_name('given') }}, {{ given_name('whole') }}) as first_name,
        coalesce({{ clean_name('family') }}, {{ family_name('whole') }}) as last_name,
        {{ email('email_raw') }} as email, {{ phone_e164('phone_e164_raw') }} as phone_e164,
        {{ clean_name('street') }} as street_address, {{ clean_name('town') }} as city,
        {{ region_code('region_code_raw') }} as region_code,
        {{ postal_code('postal_code_raw') }} as postal_code,
        {{ instant('created_at_raw', order='mdy') }} as created_at
    from lines
)

{{ conform(
    'spreadsheet', 'people', from='renamed',
    lacks=[
        'origin', 'collector', 'collected_at', 'middle_name', 'name_suffix', 'birth_date', 'gender',
        'country_code', 'language_code', 'modified_at',
    ],
    checked=['email', 'phone_e164', 'region_code', 'postal_code', 'created_at'],
) }}
